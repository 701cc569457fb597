"""Programs hear what happens to requests: set up by managers and admins, told by workers, read from the journal."""

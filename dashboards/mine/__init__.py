"""One's own work, for oneself alone: whoever leads the team, and admins, have no address at which to see it."""

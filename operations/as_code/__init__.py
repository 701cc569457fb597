"""Configuration as a file: written out, compared with what the portal says, and applied through the same verbs."""

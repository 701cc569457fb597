"""Training from findings: needs of a department, sessions, places in them, and who came."""

"""Campaigns: setting one up in four steps, its audience, and running it."""

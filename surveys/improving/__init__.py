"""Improvements: what was found, what is done about it, and whether it helped."""

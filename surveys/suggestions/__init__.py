"""Suggestions at any time, to any department, signed or not."""

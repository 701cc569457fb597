"""Needs studies: six guarded steps."""

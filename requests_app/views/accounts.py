"""Signing in and out, invitations, forgotten passwords, personal preferences."""

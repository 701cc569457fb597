"""Chains of requests end to end: parents, the parts other departments do for them, and every stint of each."""

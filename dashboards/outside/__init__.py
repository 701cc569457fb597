"""Broken promises behind which a customer, a supplier or an authority waits."""

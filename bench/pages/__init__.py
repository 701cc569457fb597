"""Whole pages over a company of any size: bringing it in, serving it, and asking for its pages beside the floor."""

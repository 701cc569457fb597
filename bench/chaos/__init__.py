"""`./portal chaos`: a portal at work, what can happen to it, and whether all it took is there once afterwards."""

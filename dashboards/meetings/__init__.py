"""Service reviews: departments that work for each other meet on a rhythm, look at their figures, and decide."""

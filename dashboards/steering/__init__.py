"""What those who lead write beside figures: goals, and what happened on a day that a figure should remember."""

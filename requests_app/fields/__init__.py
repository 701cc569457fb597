"""What a service asks, as values: questions, conditions, one validation for every channel, and how answers are shown.

Everything but `directory`, `columns` and `names` works on values only and reads no database.
"""

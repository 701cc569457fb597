"""Requests that come again: `rule` knows the days, `keeping` writes what people decide, `filing` does what is due."""

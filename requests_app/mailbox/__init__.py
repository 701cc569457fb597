"""E-mail in: what people write to the portal instead of opening it."""

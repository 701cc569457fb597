"""Steps that cost time and may change nothing: approvals hardly ever refused, questions hardly anybody answers."""

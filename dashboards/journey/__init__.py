"""A department's journey: how long each stage of its requests took, what people say of it, and where it hurts."""

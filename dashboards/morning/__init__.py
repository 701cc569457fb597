"""The morning note: what waits for somebody when their working day begins, in one message."""

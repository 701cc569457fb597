"""What a department offers, as programs of its managers read and write it."""

"""The requester's side: what a department asks of others, and how it is served by each of them."""

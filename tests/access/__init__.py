"""The access table, a module a room: what each kind of person gets at each address, and what fills the address."""

"""What other apps may listen to."""

from django.dispatch import Signal

# Sent by transitions.record(), inside the verb's transaction: a receiver that raises undoes the verb.
# Arguments: request (ServiceRequest, already changed and saved), event (the RequestEvent just written).
request_transitioned = Signal()

# Sent inside the transaction that gives a service to another department; what is promised for it is still in place.
# Arguments: service (Service, already saved), former (Department), by (User), at (datetime).
service_moved = Signal()

# Sent inside the transaction that gives a department another time zone: its days begin at other moments now.
# Argument: department (Department, already saved).
zone_changed = Signal()

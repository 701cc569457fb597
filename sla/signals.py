"""What other apps may listen to."""

from django.dispatch import Signal

# Sent when clocks break, or turn out not to have broken; inside the transaction that writes them, once for all of them.
# Argument: clocks (list[Clock], saved).
clocks_changed = Signal()

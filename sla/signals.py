"""What other apps may listen to."""

from django.dispatch import Signal

# Sent when a clock breaks, or turns out not to have broken; inside the transaction that writes it.
# Argument: clock (Clock, saved).
clock_changed = Signal()

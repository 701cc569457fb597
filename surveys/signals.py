"""What other apps may listen to."""

from django.dispatch import Signal

# Sent by answering.answer(), inside its transaction, when a rating was given or changed.
# Arguments: rating (Rating, already saved), request (its ServiceRequest).
rating_saved = Signal()

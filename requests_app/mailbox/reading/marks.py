"""Signs that reading HTML leaves in a text for those who then take it apart; letters cannot contain them."""

from __future__ import annotations

# A line of its own: from here on it is what somebody wrote before.
QUOTE_BEGINS = "\ue000"
# Lines of their own around what a mail program marked as a signature.
SIGNATURE_BEGINS = "\ue001"
SIGNATURE_ENDS = "\ue002"

ALL = (QUOTE_BEGINS, SIGNATURE_BEGINS, SIGNATURE_ENDS)


def without(text: str) -> str:
    for mark in ALL:
        text = text.replace(mark, "")
    return text

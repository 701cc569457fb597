"""The one table of keys: what the help lists, what the menus hint at, and which verb answers to which key.

A key stands on a page as `data-key` of a link or button, or is handled by the script of that page (`static/js/keys.js`
hears them all). Sequences are keys after one another: “g q”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import User

# By the noun of the verb's address, on the page of a request and in the bar of a selection.
OF_VERBS = {"assignment": "a", "promise": "p", "hold": "h", "resolution": "e", "message": "r"}
NEW, PREVIOUS, NEXT = "n", "[", "]"
# Where the menu leads; the queue is that of the first department.
HOME, MINE, WAITING, SERVICES, INBOX, QUEUE = "g h", "g m", "g w", "g s", "g i", "g q"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the help: `keys` do what `label` says. With a `url` the keys lead there from every page."""

    keys: tuple[str, ...]
    label: LazyText | str
    url: str = ""

    @property
    def asked(self) -> str:
        """What the script looks for to tell whether the line is true of the page: any of the keys."""
        return "|".join(self.keys)


EVERYWHERE = (
    Shortcut(("/",), _("Search")),
    Shortcut(("Ctrl K",), _("Go to a page, a request or a person, or do what this page offers")),
    Shortcut(("?",), _("This help")),
    Shortcut(("Ctrl Enter",), _("Send the form one writes in")),
    Shortcut(("r",), _("Reply")),
)
SERVING = (
    Shortcut(("i",), _("Internal note")),
    Shortcut((";",), _("Canned replies")),
    Shortcut((OF_VERBS["assignment"],), pgettext_lazy("bulk", "Assign")),
    Shortcut((OF_VERBS["promise"],), pgettext_lazy("bulk", "Promise a date")),
    Shortcut((OF_VERBS["hold"],), pgettext_lazy("bulk", "Put on hold")),
    Shortcut((OF_VERBS["resolution"],), _("Mark as done")),
    Shortcut(("x",), _("Select the row, or no longer")),
    Shortcut((PREVIOUS, NEXT), _("On a request: previous and next of the queue")),
)
ROWS = (
    Shortcut(("j", "k"), pgettext_lazy("keys", "Next and previous row")),
    Shortcut(("Enter",), _("Open the request")),
)


def shortcuts_of(user: User) -> Iterator[Shortcut]:
    """Every key this person can use somewhere: where one is, first; then what one can do, then where one can go."""
    return shortcuts_for(serves=bool(user.roles))


def shortcuts_for(*, serves: bool) -> Iterator[Shortcut]:
    """The same for everybody who serves in a department, and for everybody who does not."""
    yield from EVERYWHERE
    yield from ROWS
    if serves:
        yield from SERVING
        yield Shortcut((NEW,), _("Note a call"), reverse("intake"))
    else:
        yield Shortcut((NEW,), _("New request"), reverse("services:list"))
    yield from _places(serves=serves)


def _places(*, serves: bool) -> Iterator[Shortcut]:
    yield Shortcut((HOME,), _("Home"))
    yield Shortcut((MINE,), _("My requests"))
    yield Shortcut((WAITING,), _("Waiting for me"))
    yield Shortcut((SERVICES,), _("Services"))
    yield Shortcut((INBOX,), _("Notifications"))
    if serves:
        yield Shortcut((QUEUE,), _("Queue"))

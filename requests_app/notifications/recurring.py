"""What the owner of a recurring request is told: that it was filed, and that it stopped."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Notification

from .texts import Wording

WHY = _("You get this because it is your recurring request.")


def _its_page(notification: Notification) -> str:
    return reverse("recurring:edit", args=[notification.params["recurrence"]])


WORDINGS: dict[str, Wording] = {
    "recurring_filed": Wording(
        subject=_("Filed by its rule: %(title)s"),
        line=_("“%(title)s” was filed for you, as it comes again and again."),
        why=WHY,
    ),
    "recurring_stopped": Wording(
        subject=_("Comes no more until you look at it: %(name)s"),
        line=_("“%(name)s” could not be filed and is paused. Look at what has changed, and let it go on."),
        why=WHY,
        action=_("Look at it"),
        link=_its_page,
    ),
}

"""Surveys in the list of changes: what was promised when one was started, and what was done to it afterwards.

A draft changes as often as one likes and reaches nobody, so nothing of it is written down before.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.configuration import Action, Difference, Entry, Kind, compare, kind_of, record, register
from requests_app.configuration.ours import in_every_language
from requests_app.models import User
from surveys.models import Campaign

CODE = "survey_campaign"
PROMISED = (
    "questionnaire",
    "owner",
    "about",
    "opens_on",
    "closes_on",
    "reminders",
    "storage",
    "attribute",
    "k",
    "k_comments",
    "results_for",
    "state",
)


def register_all() -> None:
    register(
        Kind(
            code=CODE,
            label=pgettext_lazy("configuration", "Survey"),
            model=Campaign,
            fields=PROMISED,
            labels={"questionnaire": _("What is asked"), "owner": _("Who runs it")},
            further={"title": (_("Title"), lambda campaign: dict(campaign.title))},
            page=lambda pk: reverse("campaigns:detail", args=[pk]),
        )
    )


def words_blanked(campaign: Campaign, *, by: User) -> None:
    """Somebody took words out of a comment. What they were is written nowhere."""
    blanked = Difference(in_every_language(_("Words of a comment")), None, "…")
    name, _said = kind_of(campaign).look(campaign.pk) or (str(campaign), {})
    record(Entry(kind=CODE, thing=str(campaign.pk), label=name, action=Action.CHANGED, differences=[blanked]), by=by)


def started(campaign: Campaign, *, by: User | None) -> None:
    """Write down all that is promised from now on, not only that the state is another one."""
    name, said = kind_of(campaign).look(campaign.pk) or (str(campaign), {})
    done = Entry(kind=CODE, thing=str(campaign.pk), label=name, action=Action.STARTED, differences=compare({}, said))
    record(done, by=by)

"""What load does to waiting, in words: why the last hours of a week are the dearest."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.metrics import queue_factor
from dashboards.words import number, share
from requests_app.phrases import sentences

FULLER = 0.1  # of all hours: how it would be with so much more work
# Nearly as bad as no end: beyond it the model says nothing that can be told apart.
FULLEST = 0.98


@dataclass(frozen=True, slots=True)
class Queueing:
    """`factor`: how many times its own work a request waits; None where there is no end to it."""

    load: float
    factor: float | None

    @property
    def value(self) -> str:
        return "∞" if self.factor is None else _("%(times)s ×") % {"times": number(self.factor)}

    def said(self) -> str:
        """What it means, and what a little more work would do."""
        if self.factor is None:
            return _(
                "As many hours were noted as there are, or more: what comes in waits longer from week to week, until "
                "there are more people or less to do."
            )
        values = {"load": share(self.load), "times": number(self.factor)}
        now = _(
            "With %(load)s of the hours used, a request lies waiting about %(times)s times as long as the work on it "
            "takes."
        )
        fuller = queue_factor(utilisation=min(self.load + FULLER, FULLEST))
        if fuller is None or self.load >= FULLEST:
            return now % values
        then = {"load": share(min(self.load + FULLER, FULLEST)), "times": number(fuller)}
        more = _("With %(load)s it would be about %(times)s times.")
        return sentences([now % values, more % then])


def queueing_of(load: float | None) -> Queueing | None:
    """None where the load may not be shown."""
    return None if load is None else Queueing(load, queue_factor(utilisation=load))

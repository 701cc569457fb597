"""Where on the way of a request somebody meets the department: what questions, needs and improvements may name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """In the order in which a request comes to them; the first answer may fall into any of the others."""

    FILING = "filing", pgettext_lazy("touchpoint", "Find and file")
    TRIAGE = "triage", pgettext_lazy("touchpoint", "Triage")
    HANDOVER = "handover", pgettext_lazy("touchpoint", "Assignment and hand-overs")
    ANSWER = "answer", pgettext_lazy("touchpoint", "First answer")
    WAITING = "waiting", pgettext_lazy("touchpoint", "Waiting")
    WORK = "work", pgettext_lazy("touchpoint", "Work")
    RESULT = "result", pgettext_lazy("touchpoint", "Result and confirmation")
    FEEDBACK = "feedback", pgettext_lazy("touchpoint", "Feedback")

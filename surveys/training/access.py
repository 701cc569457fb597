"""Who may plan and lead training."""

from __future__ import annotations

from requests_app.models import User
from surveys.models import Improvement, TrainingSession


def can_plan(user: User, improvement: Improvement) -> bool:
    """A session that belongs to this improvement: whoever may write it, as long as it goes on."""
    writes = user.is_admin or user.manages(improvement.department_id) or user.pk == improvement.owner_id
    return writes and improvement.kind == Improvement.Kind.TRAINING and improvement.is_open


def can_lead(user: User, session: TrainingSession) -> bool:
    """Change it, call it off, see who signed up and note who came."""
    improvement = session.improvement
    leads = user.is_admin or user.manages(improvement.department_id)
    return leads or user.pk in (improvement.owner_id, session.led_by_id)

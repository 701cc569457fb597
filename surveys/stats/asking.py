"""Who may be asked, and how often: one budget of patience over all surveys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict


class PastInvitation(TypedDict):
    at: str
    department: str


class Throttle(TypedDict):
    person_cooldown_days: int
    department_cooldown_days: int
    max_per_365_days: int


class Eligibility(TypedDict):
    eligible: bool
    reason: str | None


def invitation_allowed(
    *, now: str, past_invitations: Sequence[PastInvitation], department: str, opt_out: bool, config: Throttle
) -> Eligibility:
    """May this person be invited to rate `department` at `now` (ISO moments, all aware or all naive)?

    `past_invitations` are those of the person to any survey. The reason is the first failing check of
    opt_out, person_cooldown, department_cooldown, max_per_365_days. A gap equal to a cooldown is allowed.
    """
    moment = datetime.fromisoformat(now)
    ages = [(moment - datetime.fromisoformat(past["at"]), past["department"]) for past in past_invitations]
    same = [age for age, asked_about in ages if asked_about == department]
    last_year = [age for age, _ in ages if age < timedelta(days=365)]
    checks = {
        "opt_out": opt_out,
        "person_cooldown": _too_soon([age for age, _ in ages], config["person_cooldown_days"]),
        "department_cooldown": _too_soon(same, config["department_cooldown_days"]),
        "max_per_365_days": len(last_year) >= config["max_per_365_days"],
    }
    reason = next((name for name, refuses in checks.items() if refuses), None)
    return {"eligible": reason is None, "reason": reason}


def _too_soon(ages: Sequence[timedelta], cooldown_days: int) -> bool:
    return any(age < timedelta(days=cooldown_days) for age in ages)

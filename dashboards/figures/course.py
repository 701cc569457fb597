"""How requests went, as keys of docs/figures.md: hand-overs, questions, words, waits, and what is not over yet."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, TypedDict

from dashboards.metrics import counted_quantile, quantile
from dashboards.tally import HORIZONS, MOST_ROUNDS, Tally

HOUR = 3600


class WithOpen(TypedDict):
    n: int
    running: int
    median: float | None
    p85: float | None


def course(tally: Tally) -> dict[str, Any]:
    """Every key of this module that needs no moment."""
    return {
        "hand_overs": hand_overs(tally),
        "clarification": clarification(tally),
        "updates": updates(tally),
        "waits": {"n": tally.counts["waits"], "unasked": tally.counts["waits_unasked"]},
        "unanswered_waits": unanswered_waits(tally),
        "solved_within": solved_within(tally),
    }


def hand_overs(tally: Tally) -> dict[str, int]:
    """`n` of them; requests that came straight back (A, B, A), and that came back to anybody."""
    counts = tally.counts
    return {"n": counts["handovers"], "ping_pong": counts["ping_pong"], "revisited": counts["revisited"]}


def clarification(tally: Tally) -> dict[str, Any]:
    """Rounds of question and answer; the median is one over requests that were ever done."""
    counts = tally.counts
    rounds = [number for number in range(MOST_ROUNDS + 1) for _ in range(counts[f"rounds.{number}"])]
    return {
        "rounds": counts["rounds"],
        "clarified": counts["clarified"],
        "incomplete": counts["incomplete"],
        "incomplete_rate": _share(counts["incomplete"], counts["filed"]),
        "n": len(rounds),
        "median": quantile(values=rounds, q=0.5),
    }


def updates(tally: Tally) -> dict[str, Any]:
    """Words of the department, and how many of them came by themselves."""
    n, chased = tally.counts["updates"], tally.counts["updates_chased"]
    return {"n": n, "after_a_chase": chased, "chases": tally.counts["chases"], "proactive_share": _share(n - chased, n)}


def unanswered_waits(tally: Tally) -> dict[str, Any]:
    """Requests that waited for an answer which the department then did without, over all filed; hours all together."""
    known = durations_of(tally, "unanswered_wait")
    n = known.total()
    seconds = sum(value * times for value, times in known.items())
    return {"n": n, "rate": _share(n, tally.counts["filed"]), "hours": seconds / HOUR}


def durations_of(tally: Tally, name: str) -> Counter[float]:
    """Seconds, and how often: as they are, or the middles of a distribution's buckets."""
    return Counter(tally.sketches[name].values if name in tally.sketches else tally.durations.get(name, ()))


def solved_within(tally: Tally) -> dict[str, Any]:
    """By days: of all filed at least so long ago, open ones included, how many were solved in that time."""
    counts = tally.counts
    return {
        str(days): {
            "n": counts[f"wanted.{days}"],
            "solved": counts[f"within.{days}"],
            "share": _share(counts[f"within.{days}"], counts[f"wanted.{days}"]),
        }
        for days in HORIZONS
    }


def with_open(tally: Tally, name: str, now: datetime) -> WithOpen:
    """Hours of a duration where those still running count with their time so far (Kaplan-Meier)."""
    known = durations_of(tally, name)
    minute = int(now.timestamp()) // 60
    begun = tally.running.get(name, Counter())
    running = {max(0.0, float(minute - at) * 60): n for at, n in begun.items()}
    median, p85 = (counted_quantile(finished=known, running=running, share=share) for share in (0.5, 0.85))
    return {
        "n": sum(known.values()) + begun.total(),
        "running": begun.total(),
        "median": None if median is None else median / HOUR,
        "p85": None if p85 is None else p85 / HOUR,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

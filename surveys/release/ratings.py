"""The only way from ratings to figures that people see, and to the one handler who may see one.

Roll-ups count the ratings of a day with SQL and show nothing; whatever a page, export or command shows of them goes
through `group_result`. No function leads from a figure back to requests or people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.models import ServiceRequest, User
from surveys.models import Rating
from surveys.rules import K_DISTRIBUTION, K
from surveys.stats import likert_summary, suppress_groups, wilson

EARLY_BELOW, FULL_FROM = 10, 30


@dataclass(frozen=True, slots=True)
class Share:
    """`value` of `n` answers, 0..1, with its Wilson interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What may be shown of a group. Everything is None where `shown` is false: not even how many answered.

    `satisfied` is the share of 4 and 5, `solved` that of “yes”, `easy` that of 4 and 5; each counts only those who
    could judge, and is None below K of them. `mean` is on 1..5 and secondary. `distribution` holds the five counts.
    """

    n: int | None = None
    satisfied: Share | None = None
    mean: float | None = None
    distribution: tuple[int, ...] | None = None
    solved: Share | None = None
    easy: Share | None = None
    # Hidden for the sake of others: it may have answers enough itself.
    shields_others: bool = False

    @property
    def shown(self) -> bool:
        return self.n is not None

    @property
    def grade(self) -> str:
        """How much the figures carry: hidden, early (no colour, no arrow), interval (no rank), full."""
        if self.n is None:
            return "hidden"
        return "early" if self.n < EARLY_BELOW else "interval" if self.n < FULL_FROM else "full"

    @property
    def words(self) -> str:
        """Under or instead of the figures, in the reader's language."""
        if self.shields_others:
            return _("hidden, so that nobody's answer can be worked out")
        if self.n is None:
            return _("fewer than %(k)s answers") % {"k": K}
        return ngettext("%(n)s answer", "%(n)s answers", self.n) % {"n": self.n}


HIDDEN = GroupResult()
HIDDEN_PART = GroupResult(shields_others=True)


def group_result(
    distribution: Sequence[int],
    solved: Mapping[str, int] | None = None,
    ces: Sequence[int] | None = None,
    *,
    part: str | None = None,
    parts: Mapping[str, int] | None = None,
) -> GroupResult:
    """What may be shown of ratings counted as `distribution` (satisfaction 1 to 5), `solved` (by Rating.Solved), `ces`.

    Nothing below K = 5 answers: in a small group each member knows their own answer and guesses the others'. The
    distribution appears from 10 answers on, since it says of every single one what it was.

    A filter must not help either: if the whole shows 20 answers and one service 18 of them, subtraction shows the two
    others. So a group that is only a part of what is shown elsewhere, such as one service of a department, is given
    with its name (`part`) and the answers of all parts of that whole (`parts`); it appears only if neither it nor what
    is left out can be worked out to be 1 to K-1 answers.
    """
    solved = solved or {}
    n = max(sum(distribution), sum(solved.values()), sum(ces or ()))
    if n < K:
        return HIDDEN
    if part is not None and not may_show_part(part, parts or {}):
        return HIDDEN_PART
    summary = likert_summary(counts=distribution)
    judged = summary["n"]
    return GroupResult(
        n=n,
        satisfied=_share(sum(distribution[3:]), judged),
        mean=summary["mean"] if judged >= K else None,
        distribution=tuple(distribution) if judged >= K_DISTRIBUTION else None,
        solved=_share(solved.get(Rating.Solved.YES, 0), sum(solved.values())),
        easy=_share(sum(ces[3:]), sum(ces)) if ces else None,
    )


def may_show_part(part: str, parts: Mapping[str, int]) -> bool:
    """Can `part` be shown beside its whole and beside every other part that can? `parts`: answers by part."""
    answered = {name: n for name, n in parts.items() if n}
    return part in suppress_groups(k=K, groups=answered)["visible"]


def _share(favourable: int, n: int) -> Share | None:
    interval = wilson(k=favourable, n=n) if n >= K else None
    return Share(favourable / n, low=interval[0], high=interval[1], n=n) if interval else None


def rating_for_handler(request: ServiceRequest, user: User) -> Rating | None:
    """The rating of one's own work, with the rater's name, and only where the rater allows it."""
    return (
        Rating.objects.filter(request=request, handler_may_see=True, request__invitation__handler=user)
        .select_related("rater", "department")
        .first()
    )

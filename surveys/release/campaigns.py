"""From counted answers to released groups: once, when a campaign has closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from requests_app.models import Department
from requests_app.transitions import Refused
from surveys import results
from surveys.models import AnswerCounter, AnswerRow, Campaign, Invitation, Question, Release, ReleasedGroup
from surveys.rules import INVITED_SHOWN_FROM
from surveys.stats import snapshot_release

from .groups import Group, nearest, shown_of
from .measured import Measured, measured_needs

Counts = dict[str, dict[str, int]]
EVERYBODY = ""
CANNOT_JUDGE = "none"
# Counted once for everybody who answered something: how many answers a bucket holds.
ANSWERED = "answered"
# Counted once for everybody who answered a question with several choices.
CHOSE = "*"
# Cells that say nothing about the matter, or count people beside their answers.
NO_JUDGEMENT = (CANNOT_JUDGE, CHOSE, ANSWERED)


@dataclass(frozen=True, slots=True)
class Kept:
    """Into which bucket each bucket goes once the figures are released: None, none, since nothing may ever be shown.

    No bucket that stays has fewer answers than a group needs, or than comments need.
    """

    answers: dict[str, str | None]
    comments: dict[str, str | None]


def publish(campaign: Campaign, *, now: datetime) -> Kept:
    """Write the release of a campaign that takes no more answers; the rules are in `groups`.

    Raises Refused for another release that would differ from the last one by fewer answers than a group needs.
    """
    root, groups = _read(campaign)
    n = {group: group.counts[str(campaign.pk), ANSWERED] for group in root.all_below()}
    shown = shown_of(root, n, k=campaign.k)
    _check_against_last(campaign, n[root])
    release = Release(campaign=campaign, number=campaign.releases.count() + 1, released_at=now)
    invited = Invitation.objects.filter(campaign=campaign).count()
    release.invited = invited if invited >= INVITED_SHOWN_FROM else None
    release.answered = n[root] if root in shown else None
    rows = _released(campaign, release, root, shown, n)
    release.save()
    ReleasedGroup.objects.bulk_create(rows, batch_size=500)
    # The same rule as for figures, with the number that comments need: what is left over must not be fewer either.
    for_comments = shown_of(root, n, k=campaign.k_comments, among=shown)
    return Kept(
        answers={key: _key_of(nearest(group, shown)) for key, group in groups.items()},
        comments={key: _key_of(nearest(group, for_comments)) for key, group in groups.items()},
    )


def _key_of(group: Group | None) -> str | None:
    return None if group is None else group.key


def _check_against_last(campaign: Campaign, n: int) -> None:
    last = campaign.releases.order_by("number").last()
    if last is None or last.answered is None:
        return
    if not snapshot_release(k=campaign.k, last_published_n=last.answered, current_n=n):
        raise Refused(_("Too few answers came in since the last release."))


def _read(campaign: Campaign) -> tuple[Group, dict[str, Group]]:
    """The tree of groups with their counts, and the group of each bucket."""
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    cells = AnswerCounter.objects.filter(campaign=campaign.pk, count__gt=0).order_by()
    for bucket, question, cell, count in cells.values_list("bucket", "question", "cell", "count").iterator():
        counted[bucket][str(question), cell] += count
    root = Group(EVERYBODY)
    groups = {EVERYBODY: root}
    above = {str(pk): str(parent or "") for pk, parent in Department.objects.values_list("pk", "parent")}
    for bucket in sorted(counted):
        _grow(groups, above, bucket).own.update(counted[bucket])
    root.add_up()
    return root, groups


def _grow(groups: dict[str, Group], above: Mapping[str, str], bucket: str) -> Group:
    """The group of a bucket; with all departments above the one that was asked about."""
    if bucket not in groups:
        about, of_asker, _asker = bucket.partition("|")
        over = about if of_asker else above.get(bucket, EVERYBODY)
        groups[bucket] = Group(bucket, _grow(groups, above, over))
    return groups[bucket]


def _released(
    campaign: Campaign, release: Release, root: Group, shown: set[Group], n: Mapping[Group, int]
) -> list[ReleasedGroup]:
    """A row for every group, hidden ones too. Shown ones have figures; what compares them goes into the release."""
    questions = campaign.questionnaire.in_order()
    visible = _visible_parts(campaign, root, shown)
    about = list(campaign.about.values_list("pk", flat=True))
    one_about, only = len(about) == 1, about[0] if len(about) == 1 else None
    met = _met(questions, shown, only)
    rows, told = [], []
    for group in root.all_below():
        row = _row_of(release, group, one_about)
        if group in shown:
            counts, row.n = _counts_of(group, visible), n[group]
            people = _people(campaign, group)
            row.figures = results.figures_of(campaign, questions, counts, n[group], people, met[row.about_id or only])
            told.append((row, counts))
        rows.append(row)
    release.figures = results.across(campaign, told)
    release.taking_part = dict(results.taking_part(campaign, told))
    return rows


def _met(questions: Sequence[Question], shown: set[Group], only: int | None) -> dict[int | None, dict[str, Measured]]:
    """How well needs are met by each department that is shown, as surveys before this one released it."""
    if not any(question.measured_by_id for question in questions):
        return defaultdict(dict)
    keys = {int(about) for group in shown if (about := group.key.partition("|")[0])}
    return {key: measured_needs(questions, key) for key in (*keys, only, None)}


def _row_of(release: Release, group: Group, one_about: bool) -> ReleasedGroup:
    """Where one department is asked about, those who answered are parts of everybody; else of each department.

    Never both: from rows and columns of one table more follows than from a tree.
    """
    about, of_asker, asker = group.key.partition("|")
    row = ReleasedGroup(release=release, kind=ReleasedGroup.Kind.ABOUT, about_id=int(about) if about else None)
    if of_asker:
        row.kind, row.asker_id = ReleasedGroup.Kind.PAIR, int(asker) if asker else None
        if one_about:
            row.kind, row.about_id = ReleasedGroup.Kind.ASKER, None
    elif not about:
        row.kind = ReleasedGroup.Kind.COMPANY
    return row


def _people(campaign: Campaign, group: Group) -> list[dict[str, Any]] | None:
    """Answers of one person together exist for the whole company only."""
    if campaign.storage != Campaign.Storage.ROWS or group.key != EVERYBODY:
        return None
    return list(AnswerRow.objects.filter(campaign=campaign.pk).values_list("answers", flat=True))


def _visible_parts(campaign: Campaign, root: Group, shown: set[Group]) -> dict[tuple[str, str], set[Group]]:
    """By question and part of it, the groups that may show it: people leave out what they cannot judge, and what is
    left of a group may then be too few, although the group is not."""
    judged: dict[tuple[str, str], Counter[Group]] = defaultdict(Counter)
    for group in root.all_below():
        for (question, cell), count in group.counts.items():
            if cell not in NO_JUDGEMENT and not cell.endswith(f":{CANNOT_JUDGE}"):
                judged[question, _part_of(cell)][group] += count
    several = {str(one.pk) for one in campaign.questionnaire.in_order() if one.kind == Question.Kind.CHOICES}
    for key in [key for key in judged if key[0] in several]:
        judged[key] = Counter({group: group.counts[key[0], CHOSE] for group in judged[key]})
    return {key: shown_of(root, n, k=campaign.k, among=shown) for key, n in judged.items()}


def _part_of(cell: str) -> str:
    """A statement of a matrix, the number beside a need, one dimension: they are answered one by one."""
    return cell.rpartition(":")[0]


def _counts_of(group: Group, visible: Mapping[tuple[str, str], set[Group]]) -> Counts:
    """Its cells, without the parts it may not show; how many could not judge goes with what the others said."""
    counts: Counts = defaultdict(dict)
    for (question, cell), count in group.counts.items():
        part = "" if cell in NO_JUDGEMENT else _part_of(cell)
        if group in visible.get((question, part), ()) or cell == ANSWERED:
            counts[question][cell] = count
    return dict(counts)

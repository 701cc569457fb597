"""Who may read which groups of a release, and which of them a page is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from requests_app.models import Department, User
from surveys.models import Campaign, Invitation, Release, ReleasedGroup

Kind = ReleasedGroup.Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """One campaign as one person may read it. `release` is None while it runs; then only who runs it comes here.

    `groups` begins with everybody; `chosen` is the one the page shows. `runs`: may also read comments and the progress.
    """

    campaign: Campaign
    runs: bool
    release: Release | None
    groups: list[ReleasedGroup]
    chosen: ReleasedGroup | None

    @property
    def everybody(self) -> ReleasedGroup | None:
        return self.groups[0] if self.groups else None

    def named(self) -> dict[int, str]:
        """Names of the departments that have groups here, by key."""
        both = [(group.about, group.asker) for group in self.groups]
        return {one.pk: str(one) for pair in both for one in pair if one is not None}


def read(user: User, campaign: UUID, group: str = "", *, whole: bool = False) -> Reading:
    """The newest release of a campaign; `group` is the key of one of its groups, everybody where empty.

    Only the group that is shown comes with its figures, unless `whole`: of hundreds they are megabytes.

    Who runs the campaign reads all groups; who leads a department asked about reads that one and everybody; who was
    invited reads everybody where the campaign says so. Raises Http404 for anybody and anything else.
    """
    found = Campaign.objects.select_related("questionnaire").filter(pk=campaign).first()
    if found is None:
        raise Http404
    runs = Campaign.objects.run_by(user).filter(pk=found.pk).exists()
    mine = _groups_of(user, found, runs=runs)
    release = found.releases.order_by("number").last()
    if mine is None or (release is None and not runs):
        raise Http404
    kept = mine if whole else mine.defer("figures")
    groups = list(kept.filter(release=release).select_related("about", "asker")) if release else []
    groups.sort(key=lambda one: (one.kind != Kind.COMPANY, one.kind, title_of(one)))
    return Reading(found, runs, release, groups, _chosen(groups, group))


def _groups_of(user: User, campaign: Campaign, *, runs: bool) -> QuerySet[ReleasedGroup] | None:
    if runs:
        return ReleasedGroup.objects.all()
    led = campaign.about.filter(pk__in=Department.objects.managed_by(user)).values_list("pk", flat=True)
    if led:
        return ReleasedGroup.objects.filter(Q(kind=Kind.COMPANY) | Q(about__in=list(led)))
    if campaign.results_for == Campaign.Readers.PARTICIPANTS and was_invited(user, campaign):
        return ReleasedGroup.objects.filter(kind=Kind.COMPANY)
    return None


def was_invited(user: User, campaign: Campaign) -> bool:
    return Invitation.objects.of(user).filter(campaign=campaign).exists()


def _chosen(groups: list[ReleasedGroup], wanted: str) -> ReleasedGroup | None:
    if not wanted:
        return groups[0] if groups else None
    found = next((group for group in groups if str(group.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def title_of(group: ReleasedGroup) -> str:
    """The group as the filter names it."""
    if group.kind == Kind.COMPANY:
        return _("Everybody")
    if group.kind == Kind.PAIR:
        return _("%(about)s, answered by %(asker)s") % {"about": group.about, "asker": group.asker or _("others")}
    if group.kind == Kind.ASKER:
        return _("Answered by %(asker)s") % {"asker": group.asker or _("others")}
    return str(group.about)

"""What belongs to a request, as one reader may see it: parts, the whole it is a part of, linked requests."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext

from .models import Department, Link, ServiceRequest, User


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work that another department does; `ticket` only for those who see that request as well."""

    department: Department
    is_open: bool
    ticket: ServiceRequest | None


@dataclass(frozen=True, slots=True)
class Linked:
    """A request at the other end of a link, and how this one stands to it."""

    pk: int  # of the link
    words: str
    ticket: ServiceRequest


@dataclass(frozen=True, slots=True)
class Belonging:
    parts: list[Part]
    whole: ServiceRequest | None
    links: list[Linked]

    @property
    def finished_parts(self) -> int:
        return sum(not part.is_open for part in self.parts)


def belonging_of(request: ServiceRequest, reader: User) -> Belonging:
    """At most three statements. Of what the reader may not see, nothing but the department of a part is told."""
    parts = list(request.children.select_related("department").order_by("pk")) if request.has_parts else []
    links = list(Link.objects.of(request)) if request.has_links else []
    wanted = {part.pk for part in parts} | {_other(link, request) for link in links}
    if request.parent_id is not None:
        wanted.add(request.parent_id)
    seen: dict[int, ServiceRequest] = {}
    if wanted:
        rows = ServiceRequest.objects.visible_to(reader).filter(pk__in=wanted).for_list()
        seen = {one.pk: one for one in rows}
    return Belonging(
        parts=[Part(part.department, part.is_open, seen.get(part.pk)) for part in parts],
        whole=seen.get(request.parent_id or 0),
        links=[
            Linked(link.pk, words_of(link, request), seen[_other(link, request)])
            for link in links
            if _other(link, request) in seen
        ],
    )


def _other(link: Link, request: ServiceRequest) -> int:
    return link.target_id if link.source_id == request.pk else link.source_id


def words_of(link: Link, request: ServiceRequest) -> str:
    """How the request stands to the one at the other end."""
    if link.source_id == request.pk or link.kind == Link.Kind.RELATES:
        return str(link.get_kind_display())
    if link.kind == Link.Kind.BLOCKS:
        return pgettext("link", "is blocked by")
    return pgettext("link", "has the duplicate")

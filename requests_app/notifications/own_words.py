"""The company's own words for messages: read, checked, saved, and given up again for the portal's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from requests_app import configuration
from requests_app.configuration.ours import in_every_language
from requests_app.models import MailWording, User
from requests_app.transitions.base import StaleForm, moment

from . import gaps, texts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "subject": _("Subject of the mail"),
    "line": _("First sentence, and the line under the bell"),
    "why": _("Why one gets it"),
    "action": _("Word on the link"),
}
# What every message of the portal can say beside its own values, where it is about a request.
OF_A_REQUEST = ("number", "title")


@dataclass(frozen=True, slots=True)
class Changed:
    """A part whose shipped words are other than when the company's own were saved."""

    label: StrOrPromise
    before: str
    after: str


def register_all() -> None:
    def mail(wording: MailWording) -> dict[str, str]:
        return in_every_language(lambda: shipped(wording.kind)["subject"]) if known(wording.kind) else {}

    configuration.register(
        configuration.Kind(
            code="mail_wording",
            label=_("Text of a mail"),
            model=MailWording,
            fields=texts.PARTS,
            further={"mail": (_("Mail"), mail)},
        )
    )


def of(kinds: Iterable[str]) -> Mapping[str, MailWording]:
    """Those in the active language, by kind; one statement, none where nothing is asked for."""
    wanted = set(kinds)
    language = get_language() or settings.LANGUAGE_CODE
    return {one.kind: one for one in MailWording.objects.speaking(language, wanted)} if wanted else {}


def known(kind: str) -> bool:
    return kind in texts.kinds()


def shipped(kind: str) -> dict[str, str]:
    """The portal's words in the active language, with gaps; raises UnknownKind."""
    wording = texts.wording_of(kind)
    return {part: gaps.of_shipped(str(getattr(wording, part))) for part in texts.PARTS}


def shipped_in(kind: str, language: str) -> dict[str, str]:
    with override(language):
        return shipped(kind)


def values_of(kind: str) -> list[str]:
    """The names of all that a message of this kind can say, the request's first."""
    with override(settings.LANGUAGE_CODE):
        used = [name for text in shipped(kind).values() for name in gaps.named_in(text)]
    about = OF_A_REQUEST if "title" in used else ()
    return list(dict.fromkeys([*about, *used]))


def needed_in(kind: str, part: str) -> list[str]:
    """Without the title of its request nobody can tell mails apart; the portal's words say where it stands."""
    if part not in ("subject", "line"):
        return []
    with override(settings.LANGUAGE_CODE):
        return [name for name in gaps.named_in(shipped(kind)[part]) if name in ("title", "name")]


def changes_since(own: MailWording) -> list[Changed]:
    """Where the portal says something else now than when these words were saved."""
    now = shipped_in(own.kind, own.language)
    return [
        Changed(LABELS[part], own.shipped[part], now[part])
        for part in texts.PARTS
        if getattr(own, part) and own.shipped.get(part, now[part]) != now[part]
    ]


@transaction.atomic
def save(
    kind: str, language: str, said: Mapping[str, str], *, edition: int, by: User, now: datetime | None = None
) -> MailWording | None:
    """A part that says what is shipped is not kept; None where no part says anything else.

    Raises StaleForm where the words are not those of this edition; 0 is none yet.
    """
    usual = shipped_in(kind, language)
    own = {part: said[part].strip() for part in texts.PARTS if said[part].strip() != usual[part]}
    kept = _locked(kind, language, edition)
    if not any(own.values()):
        if kept is not None:
            _remove(kept, by)
        return None
    return _keep(kept or MailWording(kind=kind, language=language, edition=0), own, usual, by, moment(now))


@transaction.atomic
def give_up(kind: str, language: str, *, edition: int, by: User) -> None:
    """Back to the portal's words; raises StaleForm."""
    kept = _locked(kind, language, edition)
    if kept is not None:
        _remove(kept, by)


def _locked(kind: str, language: str, edition: int) -> MailWording | None:
    kept = MailWording.objects.select_for_update().filter(kind=kind, language=language).first()
    if (kept.edition if kept else 0) != edition:
        raise StaleForm
    return kept


def _keep(
    wording: MailWording, own: Mapping[str, str], usual: Mapping[str, str], by: User, at: datetime
) -> MailWording:
    try:
        with configuration.changing(wording, by=by, at=at):
            for part in texts.PARTS:
                setattr(wording, part, own.get(part, ""))
            wording.shipped = {part: usual[part] for part in own}
            wording.edition += 1
            wording.changed_at = at
            wording.save()
    except IntegrityError as twice:  # two admins began at the same moment
        raise StaleForm from twice
    return wording


def _remove(wording: MailWording, by: User) -> None:
    with configuration.changing(wording, by=by):
        MailWording.objects.filter(pk=wording.pk).delete()

"""The life of an import: received, arranged as often as somebody likes, started once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock, undertakings
from requests_app.configuration import Action, Entry, record
from requests_app.models import PeopleImport, Undertaking, User
from requests_app.transitions import Refused

from . import checking, columns, reading

KIND = "people_import"
# So long a list that was written is kept, for another attempt at what could not be.
KEPT = timedelta(days=7)


@transaction.atomic
def receive(file_name: str, content: bytes, *, by: User) -> PeopleImport:
    """Read the file and guess its columns. Raises NotATable. Lists that nobody needs any more go."""
    table = reading.read(content)
    now = clock.now()
    PeopleImport.objects.never_started().filter(by=by).delete()
    PeopleImport.objects.started_before(now - KEPT).update(rows=[])
    return PeopleImport.objects.create(
        by=by,
        at=now,
        file_name=file_name[:200],
        encoding=table.encoding,
        header=table.header,
        rows=table.rows,
        columns=columns.guess(table.header, table.rows),
    )


def arrange(imported: PeopleImport, chosen: Mapping[str, int], *, leaves_out: bool, invites: bool) -> None:
    """Which column says what, and what is to be done with rows that have problems. Raises Refused after the start."""
    said = {"columns": dict(chosen), "leaves_out": leaves_out, "invites": invites}
    if not PeopleImport.objects.never_started().filter(pk=imported.pk).update(**said):
        raise Refused(_("This import was started already."))


def reread(imported: PeopleImport, encoding: str) -> None:
    """Read the same bytes in another encoding; columns are guessed anew. Raises NotATable, Refused after the start."""
    former = imported.encoding
    header, *rows = [reading.reread(row, former, encoding) for row in (imported.header, *imported.rows)]
    said = {"encoding": encoding, "header": header, "rows": rows, "columns": columns.guess(header, rows)}
    if not PeopleImport.objects.never_started().filter(pk=imported.pk, encoding=former).update(**said):
        raise Refused(_("This import was started already."))


def start(imported: PeopleImport, *, by: User) -> Undertaking:
    """Write what was looked at: at once where it is little, else by a worker. Raises Refused."""
    with transaction.atomic():
        held = PeopleImport.objects.select_for_update().get(pk=imported.pk)
        if held.started_at is not None:
            raise Refused(_("This import was started already."))
        if not {"email", "department"} & set(held.columns):
            raise Refused(_("Say which column holds the e-mail addresses."))
        if not held.leaves_out and any(line.problems for line in checking.look(held)):
            raise Refused(_("Some rows have problems. Correct the file, or tick that they are left out."))
        job = undertakings.begin(KIND, held.pk, {}, by=by)
        held.started_at, held.undertaking = clock.now(), job
        held.save(update_fields=["started_at", "undertaking"])
        record(Entry(kind=KIND, thing=str(held.pk), label=held.file_name, action=Action.STARTED), by=by)
    return undertakings.finish_small(job)


def again(imported: PeopleImport) -> None:
    """Once more with what could not be written."""
    if imported.undertaking is not None and imported.rows:
        undertakings.try_again(imported.undertaking)

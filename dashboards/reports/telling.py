"""A report as a message: the job that finds what is due, and the mail with its pictures and workbook."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.models import ReportSubscription
from requests_app import clock
from requests_app.models import Notification
from requests_app.notifications import notify, texts, topics
from requests_app.notifications.body import Body, Enclosure, NotTheirs, Picture, Row, Section
from requests_app.notifications.texts import Wording
from requests_app.pictures import NoFont
from requests_app.pictures.markup import first, parsed, text_of
from requests_app.pictures.png import png_of

from . import reading
from .keeping import LONGEST_NAME, next_after
from .reading import Address, page_of
from .workbook import KIND, workbook_of

logger = logging.getLogger(__name__)

REPORT, ENDED = "report", "report_ended"

REPORTS = topics.Topic(
    code="reports",
    name=gettext_lazy("Reports by mail"),
    about=gettext_lazy("Pages of figures I asked for, every week or month."),
    whose="agents",
    place=86,
    kinds=(REPORT, ENDED),
)


def send_due(now: datetime | None = None) -> int:
    """Write down every report that is due, one a transaction; how many. Safe to run twice and by many at once."""
    at = now or clock.now()
    return sum(_take(pk, at) for pk in ReportSubscription.objects.due(at).values_list("pk", flat=True))


@transaction.atomic
def _take(pk: int, at: datetime) -> bool:
    rows = ReportSubscription.objects.due(at).select_for_update(skip_locked=True, of=("self",))
    report = rows.select_related("person__department").filter(pk=pk).first()
    if report is None:
        return False
    person = report.person
    params: dict[str, object] = {"path": report.path, "query": report.query}
    with translation.override(person.language), timezone.override(person.zone):
        try:
            page = page_of(person, Address(report.path, report.query), at)
        except NotTheirs:
            # Whoever may not see the page any more is told once, and not every week.
            report.delete()
            notify(ENDED, [person], key=f"report-ended:{pk}", at=at, params=params)
            return False
    report.name = page.name[:LONGEST_NAME]
    params["name"] = report.name
    notify(REPORT, [person], key=f"report:{pk}:{report.next_at:%F}", at=at, params=params)
    report.next_at = next_after(at, report.rhythm, person)
    report.save(update_fields=["name", "next_at"])
    return True


def body_of(notification: Notification) -> Body:
    """The page as it is when the mail leaves. Raises NotTheirs."""
    address = Address(notification.params["path"], notification.params["query"])
    page = page_of(notification.recipient, address, clock.now(), whole=True)
    mine = Section(rows=[Row(_("Change or end this report"), path=reverse("reports:list"))])
    name = f"{slugify(page.title, allow_unicode=True) or 'report'}.xlsx"
    return Body(sections=[*map(_section, page.sections), mine], files=[Enclosure(name, workbook_of(page), KIND)])


def _section(shown: reading.Section) -> Section:
    return Section(shown.title, [Row(label, value) for label, value in shown.figures], _pictures(shown))


def _pictures(shown: reading.Section) -> list[Picture]:
    found = []
    for chart in shown.charts:
        if chart.is_folded:
            continue
        try:
            found.append(Picture(chart.name, png_of(chart.markup), text_of(first(parsed(chart.markup), "figcaption"))))
        except NoFont:
            # The workbook has its table; docs/operating.md says which typeface is missing.
            logger.warning("No typeface can write the chart %s of a report", chart.name)
    return found


def _page(notification: Notification) -> str:
    query = notification.params["query"]
    return f"{notification.params['path']}?{query}" if query else str(notification.params["path"])


def register_all() -> None:
    topics.register(REPORTS)
    asked_for = gettext_lazy("You get this because you asked for the report.")
    texts.register(
        REPORT,
        Wording(
            subject=gettext_lazy("Report: %(name)s"),
            line=gettext_lazy("The report you asked for: %(name)s."),
            why=asked_for,
            action=gettext_lazy("Open the page"),
            link=_page,
            body=body_of,
        ),
    )
    texts.register(
        ENDED,
        Wording(
            subject=gettext_lazy("A report has ended"),
            line=gettext_lazy("You may not see this page of figures any more, so its report has ended."),
            why=asked_for,
            action=gettext_lazy("Your reports"),
            link=lambda _notification: reverse("reports:list"),
        ),
    )

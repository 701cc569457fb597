"""A page of figures by mail: asked for on it, sent as it is then with pictures and a workbook, ended with a word."""

from __future__ import annotations

import re
from email.message import Message
from io import BytesIO
from typing import cast
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from dashboards import rollups
from dashboards.models import ReportSubscription
from dashboards.parts import PARTS
from dashboards.reports import keeping, telling
from dashboards.reports.marked import marks_of
from dashboards.reports.reading import Address, Chart, Page, Section, page_of
from dashboards.reports.workbook import workbook_of
from requests_app import clock
from requests_app.models import Delivery, Notification, ServiceRequest, User
from requests_app.notifications import delivery
from tests.conftest import SignedIn, Travel

FRIDAY, MONDAY, NEXT_MONDAY = "2026-06-05 12:00", "2026-06-08 10:00", "2026-06-15 10:00"
ITS = Address("/dashboards/it/", "period=30d")


@pytest.fixture(autouse=True)
def _friday(travel: Travel, db: None) -> None:
    travel(FRIDAY)


@pytest.fixture
def report(maria: User, laptop_request: ServiceRequest) -> ReportSubscription:
    """Of IT's figures, every Monday, to whoever leads IT."""
    rollups.recount()
    Delivery.objects.all().delete()
    return keeping.subscribe(maria, ITS, "weekly", name="IT")


def sheets(content: bytes) -> str:
    """All the words of a workbook."""
    with ZipFile(BytesIO(content)) as book:
        return book.read("xl/workbook.xml").decode() + book.read("xl/sharedStrings.xml").decode()


class TestAddresses:
    def test_days_chosen_by_hand_are_left_out(self) -> None:
        asked = "/dashboards/it/?period=custom&from=2026-01-01&to=2026-02-01&service=laptop&chart=flow.png"
        assert Address.read(asked) == Address("/dashboards/it/", "service=laptop")

    @pytest.mark.parametrize(
        "text", ["", "https://example.com/dashboards/it/", "//example.com/", "dashboards/", "/" + "a" * 200]
    )
    def test_what_is_no_address_of_ours_is_none(self, text: str) -> None:
        assert Address.read(text) is None


class TestWhenTheNextIsDue:
    @pytest.mark.parametrize(
        ("rhythm", "moment", "day"),
        [
            ("weekly", "2026-06-05 12:00", "2026-06-08"),
            ("weekly", "2026-06-08 12:00", "2026-06-15"),
            ("monthly", "2026-06-05 12:00", "2026-07-01"),
            ("monthly", "2026-12-31 12:00", "2027-01-01"),
        ],
    )
    def test_on_monday_or_on_the_first(self, maria: User, travel: Travel, rhythm: str, moment: str, day: str) -> None:
        travel(moment)
        assert f"{keeping.next_after(clock.now(), rhythm, maria):%F}" == day

    def test_in_the_zone_of_whoever_gets_it(self, maria: User, travel: Travel) -> None:
        maria.time_zone = "Asia/Shanghai"
        travel("2026-06-07 17:00")  # Monday has begun there
        assert f"{keeping.next_after(clock.now(), 'weekly', maria):%F}" == "2026-06-15"


class TestAskingForOne:
    def test_the_page_offers_it_with_its_filters(
        self, maria: User, sign_in: SignedIn, report: ReportSubscription
    ) -> None:
        page = sign_in(maria).get("/dashboards/it/?period=30d").content.decode()
        [link] = re.findall(r'href="(/reports/new/[^"]+)"', page)
        answer = sign_in(maria).get(link).content.decode()
        assert "/dashboards/it/?period=30d" in answer
        assert "You get this report already." in answer

    def test_the_demo_has_reports_too_although_its_frame_asks_for_a_session(
        self, maria: User, report: ReportSubscription, settings: Settings
    ) -> None:
        settings.DEMO = True
        assert page_of(maria, Address("/dashboards/it/", ""), clock.now()).name

    def test_the_overview_of_the_company_names_its_days_too(self, ada: User, report: ReportSubscription) -> None:
        page = page_of(ada, Address("/figures/", "period=30d"), clock.now())
        assert page.name == "Company, last 30 days · 7 May 2026 to 5 Jun 2026"

    def test_asking_twice_changes_how_often(self, maria: User, sign_in: SignedIn, report: ReportSubscription) -> None:
        asked = sign_in(maria).post("/reports/new/?page=/dashboards/it/%3Fperiod%3D30d", {"rhythm": "monthly"})
        assert asked.status_code == 302
        assert list(ReportSubscription.objects.values_list("rhythm", flat=True)) == ["monthly"]

    @pytest.mark.parametrize("page", ["/dashboards/finance/", "/queue/it/", "/nowhere/", "/dashboards/it/effort/x", ""])
    def test_only_of_figures_one_may_see(
        self, maria: User, sign_in: SignedIn, report: ReportSubscription, page: str
    ) -> None:
        assert sign_in(maria).get("/reports/new/", {"page": page}).status_code == 404

    def test_not_more_than_anybody_reads(
        self, maria: User, sign_in: SignedIn, report: ReportSubscription, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keeping, "MOST", 1)
        asked = sign_in(maria).post("/reports/new/?page=/dashboards/it/%3Fperiod%3D90d", {"rhythm": "weekly"})
        assert asked.status_code == 422

    def test_one_ends_ones_own_and_nobody_elses(
        self, maria: User, boris: User, sign_in: SignedIn, report: ReportSubscription
    ) -> None:
        assert sign_in(boris).post(f"/reports/{report.pk}/ending/").status_code == 404
        assert "IT" in sign_in(maria).get("/reports/").content.decode()
        sign_in(maria).post(f"/reports/{report.pk}/ending/")
        assert not ReportSubscription.objects.exists()


class TestSending:
    def test_on_its_day_once_and_then_a_week_later(self, report: ReportSubscription, travel: Travel) -> None:
        assert telling.send_due() == 0
        travel(MONDAY)
        assert telling.send_due() == 1
        assert telling.send_due() == 0
        travel(NEXT_MONDAY)
        assert telling.send_due() == 1

    def test_the_mail_has_figures_pictures_and_a_workbook(self, report: ReportSubscription, travel: Travel) -> None:
        travel(MONDAY)
        telling.send_due()
        delivery.deliver_due()
        [sent] = mail.outbox
        assert isinstance(sent, EmailMultiAlternatives)
        assert sent.subject.startswith("Report: IT, last 30 days · 10 May 2026 to 8 Jun 2026")
        assert "- Use of people: 1\n" in sent.body
        html = str(sent.alternatives[0][0])
        parts = {str(part["Content-ID"]): part for part in _parts(sent) if part["Content-ID"]}
        shown = re.findall(r'src="cid:([^"]+)"', html)
        assert shown
        assert {f"<{name}>" for name in shown} == set(parts)
        assert all(part.get_payload(decode=True)[:4] == b"\x89PNG" for part in parts.values())  # type: ignore[index]
        [workbook] = [part for part in _parts(sent) if str(part.get_filename()).endswith(".xlsx")]
        words = sheets(cast("bytes", workbook.get_payload(decode=True)))
        assert "Figures" in words
        assert "10 May 2026 to 8 Jun 2026" in words
        assert words.count("<sheet ") >= 1 + len(shown)
        assert 'src="http' not in html

    def test_the_mail_has_every_part_that_the_page_fetches(
        self, maria: User, report: ReportSubscription, travel: Travel
    ) -> None:
        page = page_of(maria, ITS, clock.now(), whole=True)
        found = {section.title for section in page.sections}
        # These two are said by the headings inside them.
        titled = {str(part.title) for name, part in PARTS.items() if name not in ("ways", "heard")}
        assert titled <= found
        assert {"Thanks", "Improvements", "Survey results", "Promises kept", "Detours"} <= found
        travel(MONDAY)
        telling.send_due()
        delivery.deliver_due()
        [sent] = mail.outbox
        assert isinstance(sent, EmailMultiAlternatives)
        html = str(sent.alternatives[0][0])
        assert "<h2>Why promises broke</h2>" in html
        assert "\nWhy promises broke\n- No promise broke\n" in sent.body
        assert 'src="cid:filed-hours"' in html

    def test_what_the_page_folds_is_in_the_workbook_only(
        self, report: ReportSubscription, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        table = "<figcaption><h2>{0}</h2></figcaption><table><tr><th>a</th><td>1</td></tr></table>"
        charts = [Chart(name, f"<figure>{table.format(name)}</figure>", name == "calm") for name in ("fired", "calm")]
        page = Page("IT", "", [Section("Course", [], charts)])
        monkeypatch.setattr(telling, "page_of", lambda *_args, **_how: page)
        monkeypatch.setattr(telling, "png_of", lambda _markup: b"")
        params = {"path": ITS.path, "query": ITS.query}
        body = telling.body_of(Notification(recipient=report.person, params=params))
        assert [picture.name for picture in body.pictures] == ["fired"]
        assert all(f'name="{name}"' in sheets(cast("bytes", body.files[0].content)) for name in ("fired", "calm"))

    def test_in_the_readers_language(self, maria: User, report: ReportSubscription, travel: Travel) -> None:
        User.objects.filter(pk=maria.pk).update(language="ru")
        travel(MONDAY)
        telling.send_due()
        delivery.deliver_due()
        assert mail.outbox[0].subject.startswith("Отчёт: ")

    def test_whoever_may_not_see_the_page_any_more_is_told_once(
        self, maria: User, report: ReportSubscription, travel: Travel
    ) -> None:
        maria.memberships.all().delete()
        travel(MONDAY)
        telling.send_due()
        travel(NEXT_MONDAY)
        telling.send_due()
        assert list(
            Notification.objects.values_list("kind", flat=True).filter(recipient=maria, kind__startswith="report")
        ) == [telling.ENDED]
        assert not ReportSubscription.objects.exists()

    def test_a_mail_that_waited_is_not_sent_to_who_lost_the_right(
        self, maria: User, report: ReportSubscription, travel: Travel
    ) -> None:
        travel(MONDAY)
        telling.send_due()
        maria.memberships.all().delete()
        delivery.deliver_due()
        assert mail.outbox == []
        waiting = Delivery.objects.get(notification__kind=telling.REPORT)
        assert waiting.state == Delivery.State.DEAD

    def test_a_mail_that_failed_is_tried_again(
        self, report: ReportSubscription, travel: Travel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        travel(MONDAY)
        telling.send_due()
        with monkeypatch.context() as broken:
            broken.setattr("dashboards.reports.telling.workbook_of", _fails)
            delivery.deliver_due()
        assert mail.outbox == []
        travel("2026-06-08 10:05")
        delivery.deliver_due()
        assert len(mail.outbox) == 1

    def test_it_is_ended_without_signing_in_by_the_mails_own_link(
        self, report: ReportSubscription, travel: Travel
    ) -> None:
        travel(MONDAY)
        telling.send_due()
        delivery.deliver_due()
        assert "/notifications/no-more/" in mail.outbox[0].extra_headers["List-Unsubscribe"]


def test_titles_of_sheets_are_short_and_not_twice() -> None:
    table = "<table><tr><th>a</th><td>1.5</td></tr></table>"
    chart = '<figure data-chart="{0}"><figcaption><h2>{1}</h2></figcaption>' + table + "</figure>"
    title = "In / out: what [came] and went, week by week"
    charts = [Chart(name, chart.format(name, title)) for name in ("one", "two")]
    page = Page("IT", "", [Section("", [("Open", ["=1+1"])], charts)])
    words = sheets(workbook_of(page))
    names = re.findall(r'<sheet name="([^"]+)"', words)
    assert len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)
    assert "=1+1" in words


def _parts(sent: object) -> list[Message]:
    return list(sent.message().walk())  # type: ignore[attr-defined]


def _fails(page: object) -> bytes:
    raise OSError("no room")


def test_a_heading_speaks_of_its_own_section() -> None:
    html = """<h1>IT</h1><section><h2 data-told="heading">Risk</h2><b data-told="nothing">None</b></section>
        <details><figure data-chart="course"></figure></details>
        <table><tr><th data-told="label">Way</th><td data-told="value" data-label="Cost">2 h</td></tr></table>"""
    assert [(mark.kind, mark.words) for mark in marks_of(html)] == [
        ("title", "IT"),
        ("heading", "Risk"),
        ("nothing", "None"),
        ("end", ""),
        ("folded", "course"),
        ("label", "Way"),
        ("value", "Cost: 2 h"),
    ]

"""What stands beside an indicator: a signal, never an arrow; the days before, where asked for."""

from __future__ import annotations

from datetime import date, timedelta

from dashboards import rollups
from dashboards.changes import SERIES
from dashboards.period import Period
from dashboards.signals import INDICATORS
from requests_app import transitions
from requests_app.models import Service, User
from tests.conftest import SignedIn, Travel
from tests.dashboards.test_dashboard_page import rows_in_list, shown
from tests.dashboards.test_parts import CELL, part, said
from tests.make import make_request, make_standard


class TestThePeriodBefore:
    PERIOD = Period.of({"period": "30d", "service": "laptop", "compare": "before"}, today=date(2026, 6, 30))

    def test_is_as_long_and_ends_where_the_other_begins(self) -> None:
        before = self.PERIOD.before()
        assert (before.start, before.end) == (date(2026, 5, 2), date(2026, 6, 1))
        assert before.service == "laptop"
        assert not before.compare

    def test_stays_in_the_address(self) -> None:
        assert self.PERIOD.query() == "period=30d&service=laptop&compare=before"
        assert self.PERIOD.other(compare=False).query() == "period=30d&service=laptop"
        assert self.PERIOD.other(service="").query() == "period=30d&compare=before"


def test_every_series_beside_an_indicator_is_one_that_is_counted() -> None:
    assert {code for codes in SERIES for code in codes} <= {*INDICATORS, "satisfied"}


class TestOnThePage:
    def test_the_days_before_stand_beside_only_where_asked(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        for day, hours in (("2026-05-01", 4), ("2026-06-08", 1)):
            travel(f"{day} 09:00")
            request = make_request(laptop, li_wei)
            travel(f"{day} {9 + hours:02}:00")
            transitions.reply(request, "On my way.", by=olga)
        travel("2026-06-10 09:00")
        rollups.recount()
        client = sign_in(maria)
        assert "days before:" not in shown(client)
        text = said(shown(client, "/dashboards/it/?period=30d&compare=before"))
        assert "Response time 1 h median, 1 request days before: 4 h" in text

    def test_a_signal_is_told_in_words_and_marked_in_its_series(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(laptop.provider)
        monday = date(2026, 1, 5)
        for week in range(20):
            day = monday + timedelta(weeks=week)
            travel(f"{day} 09:00")
            asked = [make_request(laptop, li_wei) for _ in range(12)]
            for number, request in enumerate(asked):
                travel(f"{day} {10 if week < 10 or number < 3 else 16}:{10 + number + week % 2}")
                transitions.reply(request, "On my way.", by=olga)
        travel("2026-05-26 09:00")
        rollups.recount()
        client = sign_in(maria)
        text = said(shown(client, "/dashboards/it/?period=90d"))
        assert "signal" in text
        assert "Signal:" in text
        course = part(client, "course", "period=90d")
        assert "changed by more than chance explains" in said(course)
        assert "plot-signal" in course


class TestAge:
    def test_every_step_leads_to_as_many(
        self, laptop: Service, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        for day in ("2026-04-20", "2026-06-01", "2026-06-08", "2026-06-09", "2026-06-09", "2026-06-10"):
            travel(f"{day} 09:00")
            make_request(laptop, li_wei)
        rollups.recount()
        client = sign_in(maria)
        cells = {tip: url.replace("&amp;", "&") for url, tip in CELL.findall(shown(client)) if "open_since" in url}
        assert {tip: rows_in_list(client, url) for tip, url in cells.items()} == {
            "&lt;1 d · Open · 1": 1,
            "1–2 d · Open · 3": 3,
            "7–13 d · Open · 1": 1,
            "30+ d · Open · 1": 1,
        }

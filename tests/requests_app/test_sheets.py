"""Published information: lists, plans, prices and stock, with a promise how often they are refreshed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import sheet_tables, sheets
from requests_app.models import Department, Notification, Sheet, User
from tests.conftest import SignedIn, Travel
from tests.files import picture
from tests.make import make_sheet

pytestmark = pytest.mark.django_db

NEW = "/information/departments/it/new/"
TABLE = "Item\tStock\tPrice\nMonitor\t12\t180\nDock, small\t3\t95\nCable\t\t7"


@pytest.fixture
def olga_keeps(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def li_reads(sign_in: SignedIn, li_wei: User) -> Client:
    return sign_in(li_wei)


def filled(by: User, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "table", "title_en": "Stock of devices", "title_ru": "Склад устройств", "table": TABLE,
        "audience": "everybody", "owner": by.pk, "every": "5", "unit": "working", "edition": "0", **changes,
    }  # fmt: skip


class TestPublishing:
    def test_a_pasted_table_is_read_sorted_searched_and_downloaded(
        self, olga_keeps: Client, li_reads: Client, olga: User
    ) -> None:
        olga_keeps.post(NEW, filled(olga))
        sheet = Sheet.objects.get()
        assert sheet.columns == ["Item", "Stock", "Price"]
        page = f"/information/{sheet.pk}/"
        down = li_reads.get(f"{page}?sort=-3").content.decode()
        assert down.index("Monitor") < down.index("Dock, small") < down.index("Cable")
        up = li_reads.get(f"{page}?sort=2").content.decode()
        assert up.index("Dock, small") < up.index("Monitor") < up.index("Cable")
        assert 'aria-sort="ascending"' in up
        found = li_reads.get(f"{page}?find=dock").content.decode()
        assert "1 row" in found
        assert "Monitor" not in found
        answer = li_reads.get(f"{page}table/")
        assert '"Dock, small",3,95' in answer.content.decode()
        assert "attachment" in answer.headers["Content-Disposition"]

    def test_a_csv_file_is_taken_in_the_encodings_of_spreadsheets(self, olga_keeps: Client, olga: User) -> None:
        content = "Товар;Цена\nМонитор;180\n".encode("utf-16")
        sent = filled(olga, table="") | {"csv": SimpleUploadedFile("stock.csv", content, "text/csv")}
        olga_keeps.post(NEW, sent)
        assert Sheet.objects.get().rows == [["Монитор", "180"]]

    def test_a_file_is_published_and_replaced(self, olga_keeps: Client, li_reads: Client, olga: User) -> None:
        first = {"files-new": SimpleUploadedFile("plan.png", picture(), "image/png")}
        olga_keeps.post(NEW, filled(olga, kind="file", table="") | first)
        sheet = Sheet.objects.get()
        old = sheet.attachments.get()
        assert "plan.png" in li_reads.get(f"/information/{sheet.pk}/").content.decode()
        second = {"files-new": SimpleUploadedFile("new plan.png", picture(), "image/png")}
        olga_keeps.post(f"/information/{sheet.pk}/edit/", filled(olga, kind="file", table="", edition="1") | second)
        page = li_reads.get(f"/information/{sheet.pk}/").content.decode()
        assert "new plan.png" in page
        assert f"/attachments/{old.pk}/" not in page

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"table": "Only headings"}, "at least one row"),
            ({"table": ""}, "Paste the table"),
            ({"kind": "text", "table": ""}, "Write the text"),
            ({"kind": "file", "table": ""}, "Choose the file"),
            ({"title_en": "", "title_ru": ""}, "Give it a title"),
            ({"audience": "departments"}, "at least one department"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_typed_is_lost(
        self, olga_keeps: Client, olga: User, wrong: dict[str, Any], said: str
    ) -> None:
        response = olga_keeps.post(NEW, filled(olga, **wrong))
        assert response.status_code == 422
        assert said in response.content.decode()
        assert not Sheet.objects.exists()

    def test_only_those_it_is_for_read_and_find_it(
        self, it: Department, analytics: Department, olga: User, li_wei: User, anna: User, sign_in: SignedIn
    ) -> None:
        sheet = make_sheet(it, olga, "Secret prices", audience="departments", audience_departments=[analytics])
        for person, status in ((li_wei, 200), (olga, 200), (anna, 404)):
            client = sign_in(person)
            assert client.get(f"/information/{sheet.pk}/").status_code == status
            assert client.get(f"/information/{sheet.pk}/table/").status_code == status
            assert ("found-information" in client.get("/search/?q=prices").content.decode()) == (status == 200)


class TestRefreshing:
    def test_subscribers_are_told_and_the_earlier_content_stays(
        self, olga_keeps: Client, li_reads: Client, olga: User, li_wei: User, it: Department
    ) -> None:
        sheet = make_sheet(it, olga, "Stock")
        li_reads.post(f"/information/{sheet.pk}/subscription/")
        olga_keeps.post(f"/information/{sheet.pk}/edit/", filled(olga, edition=sheet.edition))
        assert Notification.objects.get(recipient=li_wei).kind == "sheet_refreshed"
        assert "refreshed “Stock of devices”" in li_reads.get("/notifications/").content.decode()
        assert "Lamp" in olga_keeps.get(f"/information/{sheet.pk}/versions/1/").content.decode()
        li_reads.post(f"/information/{sheet.pk}/subscription/", {"stop": "1"})
        olga_keeps.post(f"/information/{sheet.pk}/edit/", filled(olga, edition=sheet.edition + 1, title_en="Again"))
        assert Notification.objects.filter(recipient=li_wei).count() == 1

    def test_a_small_correction_tells_nobody_and_keeps_no_promise(
        self, olga_keeps: Client, olga: User, li_wei: User, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        sheet = make_sheet(it, olga, "Stock", every=2)
        sheets.subscribe(sheet, by=li_wei)
        travel("2026-06-11 09:00")
        olga_keeps.post(f"/information/{sheet.pk}/edit/", filled(olga, every="2", edition=sheet.edition, quietly="1"))
        sheet.refresh_from_db()
        assert sheet.due_on == date(2026, 6, 12)
        assert not Notification.objects.exists()

    def test_a_stale_form_keeps_what_was_typed(self, olga_keeps: Client, olga: User, it: Department) -> None:
        sheet = make_sheet(it, olga, "Stock")
        response = olga_keeps.post(f"/information/{sheet.pk}/edit/", filled(olga, edition="0"))
        assert response.status_code == 422
        assert "Somebody else changed this while you were writing" in response.content.decode()

    def test_what_is_archived_nobody_else_finds(
        self, olga_keeps: Client, li_reads: Client, olga: User, it: Department
    ) -> None:
        sheet = make_sheet(it, olga, "Stock")
        olga_keeps.post(f"/information/{sheet.pk}/archival/", {"edition": sheet.edition})
        assert li_reads.get(f"/information/{sheet.pk}/").status_code == 404
        olga_keeps.post(f"/information/{sheet.pk}/publication/", {"edition": sheet.edition + 1})
        assert li_reads.get(f"/information/{sheet.pk}/").status_code == 200


class TestThePromise:
    @pytest.mark.parametrize(
        ("day", "every", "unit", "due"),
        [
            (date(2026, 6, 12), 1, "working", date(2026, 6, 15)),
            (date(2026, 6, 12), 5, "working", date(2026, 6, 19)),
            (date(2026, 6, 13), 1, "working", date(2026, 6, 15)),
            (date(2026, 6, 12), 5, "days", date(2026, 6, 17)),
        ],
    )
    def test_it_counts_working_days_or_days(self, day: date, every: int, unit: str, due: date) -> None:
        assert sheets.due_after(day, every, unit) == due

    def test_the_owner_is_told_once_and_readers_see_that_it_is_late(
        self, olga_keeps: Client, li_reads: Client, olga: User, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        sheet = make_sheet(it, olga, "Stock", every=2)
        travel("2026-06-12 20:00")
        assert sheets.warn_stale() == 0
        travel("2026-06-13 01:00")
        assert (sheets.warn_stale(), sheets.warn_stale()) == (1, 0)
        assert Notification.objects.get(recipient=olga).kind == "sheet_stale"
        assert "This may be out of date" in li_reads.get(f"/information/{sheet.pk}/").content.decode()
        assert "Older than promised" in li_reads.get("/services/it/").content.decode()
        olga_keeps.post(f"/information/{sheet.pk}/confirmation/", {"edition": sheet.edition})
        assert "This may be out of date" not in li_reads.get(f"/information/{sheet.pk}/").content.decode()


class TestTables:
    @pytest.mark.parametrize("text", ["a,b\n1,2", "a;b\n1;2", "a\tb\n1\t2", '"a","b"\r\n"1","2"\r\n'])
    def test_cells_stand_between_tabs_semicolons_or_commas(self, text: str) -> None:
        assert sheet_tables.read(text) == (["a", "b"], [["1", "2"]])

    @pytest.mark.parametrize("text", ["a\n" + "1\n" * 3001, ",".join("a" * 21) + "\n1", "a\n" + "x" * 501, "", "a"])
    def test_what_is_too_big_or_none_is_refused(self, text: str) -> None:
        with pytest.raises(sheet_tables.NotATable):
            sheet_tables.read(text)

    def test_no_cell_becomes_a_formula_in_a_spreadsheet(self) -> None:
        assert sheet_tables.written(["a"], [["=1+1"], ["-5"], ["@x"]]) == "a\r\n'=1+1\r\n-5\r\n'@x\r\n"

    def test_what_is_pasted_again_is_the_same(self) -> None:
        columns, rows = ["a", "b"], [['5" screen', "x\ty"], ["", "2"]]
        assert sheet_tables.read(sheet_tables.as_pasted(columns, rows)) == (columns, rows)


def test_the_search_finds_what_a_table_says(li_reads: Client, olga: User, it: Department) -> None:
    make_sheet(it, olga, "Stock")
    assert "found-information" in li_reads.get("/search/?q=lamps").content.decode()
    assert "/information/" in li_reads.get("/?q=lamp", headers={"HX-Request": "true"}).content.decode()

"""A view of a queue as a file: its rows, its columns, its order; texts that stay texts; however many there are."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app import transitions
from requests_app.fields.directory import here
from requests_app.fields.validation import validate
from requests_app.models import FormVersion, Service, User
from requests_app.queues import exporting
from tests.conftest import SignedIn, Travel
from tests.make import make_form, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


def body(response: Any) -> bytes:
    assert response.status_code == 200
    content: Iterable[bytes] = response.streaming_content
    return b"".join(content)


def read(client: Client, query: str = "", kind: str = "csv") -> list[list[str]]:
    text = body(client.get(f"/queue/it/export/{kind}/{query}")).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def sheet(content: bytes) -> list[list[str]]:
    with ZipFile(BytesIO(content)) as book:
        root = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert not list(root.iter(f"{name}f")), "a formula"
    return [["".join(cell.itertext()) for cell in row.iter(f"{name}c")] for row in root.iter(f"{name}row")]


def test_it_has_the_rows_the_columns_and_the_order_of_the_view(
    as_olga: Client, laptop: Service, li_wei: User, olga: User, travel: Travel
) -> None:
    travel("2026-06-11 12:00")
    first, second = (make_request(laptop, li_wei, title) for title in ("Second in the alphabet", "First"))
    transitions.assign(first, to=olga, by=olga)
    lines = read(as_olga, "?sort=title&column=owner&column=state&column=filed&column=service")
    assert lines == [
        ["Number", "Title", "Service", "State", "Works on it", "Filed"],
        [str(second.pk), "First", "New equipment", "Received", "", "2026-06-11 12:00:00"],
        [str(first.pk), "Second in the alphabet", "New equipment", "Received", "Olga Petrova", "2026-06-11 12:00:00"],
    ]
    assert [line[0] for line in read(as_olga, "?view=mine")][1:] == [str(first.pk)]


def test_answers_are_columns_too(as_olga: Client, laptop: Service, li_wei: User, olga: User) -> None:
    make_form(laptop, {"kind": "number", "code": "size"}, {"kind": "person", "code": "who"})
    answers = validate(FormVersion.objects.get(), {"size": "14.5", "who": olga.email}, here())
    make_request(laptop, li_wei, answered=answers)
    lines = read(as_olga, "?service=laptop&column=answer.size&column=answer.who")
    assert lines[1][2:] == ["14.5", "Olga Petrova"]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_is_taken_for_a_formula(as_olga: Client, laptop: Service, li_wei: User, title: str) -> None:
    request = make_request(laptop, li_wei, "x")
    type(request).objects.filter(pk=request.pk).update(title=title)
    assert read(as_olga)[1][1] == f"'{title}"
    rows = sheet(body(as_olga.get("/queue/it/export/xlsx/")))
    assert rows[1][1].strip() == title.strip()


def test_excel_gets_the_mark_it_needs(as_olga: Client, laptop: Service, li_wei: User) -> None:
    make_request(laptop, li_wei, "新员工笔记本电脑")
    assert body(as_olga.get("/queue/it/export/csv-excel/")).startswith(b"\xef\xbb\xbf")
    assert not body(as_olga.get("/queue/it/export/csv/")).startswith(b"\xef\xbb\xbf")


def test_only_what_was_selected(as_olga: Client, laptop: Service, li_wei: User) -> None:
    one, _other = make_request(laptop, li_wei, "one"), make_request(laptop, li_wei, "other")
    response = as_olga.post("/queue/it/export/xlsx/", {"requests": [one.pk], "query": "view=open&column=state"})
    rows = sheet(body(response))
    assert rows == [["Number", "Title", "State"], [str(one.pk), "one", "Received"]]


def test_it_is_in_the_language_of_who_asks(as_olga: Client, laptop: Service, li_wei: User, olga: User) -> None:
    make_request(laptop, li_wei)
    User.objects.filter(pk=olga.pk).update(language="ru")
    assert read(as_olga, "?column=owner")[0][2] == "Исполнитель"


def test_what_one_does_not_see_is_not_in_it(
    as_olga: Client, laptop: Service, li_wei: User, ivan: User, travel_costs: Service
) -> None:
    make_request(travel_costs, li_wei)
    make_request(laptop, li_wei, "Secret")
    laptop.is_confidential = True
    laptop.save()
    laptop.handlers.add(ivan)
    assert len(read(as_olga)) == 1


def test_many_rows_cost_a_statement_a_chunk(
    as_olga: Client, laptop: Service, li_wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 3)
    made = [make_request(laptop, li_wei, f"Request {number}") for number in range(7)]
    with CaptureQueriesContext(connection) as captured:
        lines = read(as_olga, "?sort=-due")
    assert sorted(int(line[0]) for line in lines[1:]) == [one.pk for one in made]
    assert sum("LIMIT 3" in query["sql"] for query in captured.captured_queries) == 3


def test_too_many_for_excel_are_refused_with_a_way_out(
    as_olga: Client, laptop: Service, li_wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_IN_XLSX", 1)
    for _number in range(2):
        make_request(laptop, li_wei)
    page = as_olga.get("/queue/it/export/xlsx/", follow=True).content.decode()
    assert "These are too many requests for Excel." in page
    assert as_olga.get("/queue/it/export/pdf/").status_code == 404

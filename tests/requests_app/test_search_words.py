"""What is found: Chinese of any length, Russian and English words in any form, mixed texts, numbers and codes."""

from __future__ import annotations

import pytest
from django.db import connection

from requests_app import search, transitions
from requests_app.models import Message, Service, ServiceRequest, User
from requests_app.search import words
from requests_app.search.highlight import stems
from tests.make import make_request

pytestmark = pytest.mark.django_db


def finds(text: str, typed: str, *, typing: bool = False) -> bool:
    query = words.tsquery(typed, typing=typing)
    assert query
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.search_words(%s) @@ to_tsquery('public.portal', %s)", [text, query])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("差旅费报销单", "报销"),
        ("差旅费报销单", "报"),
        ("差旅费报销单", "单"),
        ("差旅费报销单", "差旅费报销"),
        ("三楼打印机坏了", "打印机 坏"),
        ("заявка на отпуск в июле", "отпуска"),
        ("не работают принтеры", "принтер"),
        ("учётная запись", "учетной записью"),
        ("электронная подпись", "подписи"),
        ("The printers are disconnected", "disconnect printer"),
        ("IT is slow", "it"),
        ("Invoice INV-2024-118 is wrong", "INV-2024-118"),
        ("Invoice INV-2024-118 is wrong", "2024-118"),
        ("Invoice INV-2024-118 is wrong", "inv 118"),
        ("VPN 连不上, ошибка 809", "vpn 连不上"),
        ("VPN 连不上, ошибка 809", "ошибки 809"),
        ("see https://wiki.example.com/vpn?x=1", "example wiki"),
        ("mail to li.wei@example.com", "li.wei@example.com"),
        ("Wi-Fi in room 3.14", "wi-fi 3.14"),
        ("serial 5CG1234XY", "5cg1234xy"),
        ("Müller's naïve café", "müller café"),
        ("ёлка", "елка"),
        ("red green", '"red green"'),
        ("red green", "red -blue"),
    ],
)
def test_it_finds(text: str, typed: str) -> None:
    assert finds(text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("差旅费报销单", "销报"),
        ("差旅费报销单", "差旅报销"),
        ("打印 机器", "打印机"),
        ("green red", '"red green"'),
        ("Invoice INV-2024-118", "INV-118-2024"),
        ("red blue", "red -blue"),
        ("red blue", 'red -"blue"'),
        ("printing", "plotter"),
    ],
)
def test_it_does_not_find(text: str, typed: str) -> None:
    assert not finds(text, typed)


def test_while_one_types_the_last_word_may_go_on() -> None:
    assert finds("new laptops", "new lap", typing=True)
    assert finds("заявка на принтер", "прин", typing=True)
    assert not finds("new laptops", "new lap")
    assert not finds("new laptops", "lap ", typing=True)


@pytest.mark.parametrize("typed", ["", "  ", "!!!", "' & |", ":*", "-", '""', "-only", "((", "\\", "\x00", "<->", "%"])
def test_what_says_nothing_is_no_query(typed: str) -> None:
    assert words.query(typed) is None


@pytest.mark.parametrize("typed", ["a' | 'b", "(a", "a & !", "a:*b", "a\\", "a <-> ", "'a'", "a\x00b", "ä'\"", "я:A*"])
def test_signs_of_the_query_language_are_only_signs(typed: str) -> None:
    finds("a b", typed)


def test_what_is_found_is_marked_in_every_form() -> None:
    marked = search.marked(
        "The <b>printers</b>, studying and Принтеры; учётной 打印机", stems("printer studies принтер учетная 打印")
    )
    assert marked == (
        "The &lt;b&gt;<mark>printers</mark>&lt;/b&gt;, <mark>studying</mark> and <mark>Принтеры</mark>; "
        "<mark>учётной</mark> <mark>打印</mark>机"
    )


def test_an_excerpt_begins_shortly_before_what_was_found() -> None:
    text = "word " * 100 + "needle " + "word " * 100
    marked = search.marked(text, ["needl"])
    assert marked.startswith("… word")
    assert "<mark>needle</mark>" in marked
    assert marked.endswith(" …")
    assert len(marked) < 300


class TestKeptUpToDate:
    """In the transaction of whatever changes a text, also past the verbs."""

    def found(self, typed: str, user: User) -> bool:
        return search.matching(ServiceRequest.objects.all(), typed, user).exists()

    def test_by_what_is_filed_said_and_changed(self, laptop_request: ServiceRequest, li_wei: User, olga: User) -> None:
        assert self.found("starters", olga)
        transitions.reply(laptop_request, "Which docking station?", by=olga)
        assert self.found("docking starters", olga)
        transitions.amend(laptop_request, {"title": "A screen"}, by=li_wei)
        assert self.found("screen docking", olga)
        assert not self.found("starters", olga)

    def test_by_rows_that_came_at_once(self, laptop_request: ServiceRequest, olga: User) -> None:
        at = laptop_request.filed_at
        said = [Message(request=laptop_request, kind="reply", text=f"word{n} said", at=at) for n in range(3)]
        Message.objects.bulk_create(said)
        assert self.found("word0 word2 starters", olga)
        Message.objects.filter(text__contains="word2").delete()
        assert not self.found("word2", olga)
        Message.objects.filter(text__contains="word1").update(text="otherwise")
        assert not self.found("word1", olga)
        assert self.found("otherwise word0", olga)

    def test_by_more_text_than_a_vector_holds(self, laptop: Service, li_wei: User, olga: User) -> None:
        request = make_request(laptop, li_wei)
        for part in range(14):
            text = " ".join(f"w{part}x{n}" for n in range(12_000))
            Message.objects.create(request=request, kind="reply", text=text[:100_000], at=request.filed_at)
        assert self.found("starters w0x1", olga)


class TestInternalNotes:
    def test_only_those_who_serve_find_what_stands_in_notes(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, anna: User
    ) -> None:
        transitions.reply(laptop_request, "The supplier is Contoso", by=olga, internal=True)
        every = ServiceRequest.objects.all()
        assert search.matching(every, "contoso starters", olga).exists()
        assert not search.matching(every, "contoso", li_wei).exists()
        assert not search.matching(every, "contoso", anna).exists()

    def test_an_agent_does_not_find_notes_on_their_own_request(self, laptop: Service, olga: User, ivan: User) -> None:
        request = make_request(laptop, olga)
        transitions.reply(request, "She asked for too much", by=ivan, internal=True)
        assert not search.matching(ServiceRequest.objects.all(), "too much", olga).exists()
        assert search.matching(ServiceRequest.objects.all(), "too much", ivan).exists()

"""While a request is written: articles and one's own open requests that are like it."""

from __future__ import annotations

import pytest

from requests_app import transitions
from requests_app.models import Service, User
from tests.conftest import SignedIn
from tests.make import make_article, make_request

pytestmark = pytest.mark.django_db

URL = "/services/it/laptop/similar/"


def test_articles_and_open_requests_with_a_word_in_the_title_are_shown(
    laptop: Service, olga: User, li_wei: User, sign_in: SignedIn
) -> None:
    make_article(laptop.provider, olga, "The printer does not print")
    make_request(laptop, li_wei, "Printer on floor 3 is jammed")
    page = sign_in(li_wei).post(URL, {"title": "I need help with the printers please"}).content.decode()
    assert "The printer does not print" in page
    assert "Printer on floor 3 is jammed" in page


@pytest.mark.parametrize(
    ("typed", "title"),
    [("打印机坏了怎么办", "打印机卡纸"), ("Не работает принтер", "Настройка принтера"), ("IT onboarding", "IT basics")],
)
def test_in_every_language(
    laptop: Service, olga: User, li_wei: User, sign_in: SignedIn, typed: str, title: str
) -> None:
    make_article(laptop.provider, olga, title)
    assert title in sign_in(li_wei).post(URL, {"title": typed}).content.decode()


@pytest.mark.parametrize("typed", ["", "I need it for the", "мне нужно это", "请"])
def test_words_that_say_nothing_find_nothing(
    laptop: Service, olga: User, li_wei: User, sign_in: SignedIn, typed: str
) -> None:
    make_article(laptop.provider, olga, "What you need to do for the new, это мне нужно")
    assert "Perhaps it is there already" not in sign_in(li_wei).post(URL, {"title": typed}).content.decode()


def test_what_is_finished_or_somebody_elses_is_not_shown(
    laptop: Service, olga: User, li_wei: User, wang_fang: User, sign_in: SignedIn
) -> None:
    make_request(laptop, wang_fang, "Printer of Wang Fang")
    transitions.resolve(make_request(laptop, li_wei, "Printer of last week"), "Done", by=olga)
    page = sign_in(li_wei).post(URL, {"title": "Printer"}).content.decode()
    assert "Wang Fang" not in page
    assert "last week" not in page


def test_without_script_it_comes_with_a_form_that_was_not_accepted(
    laptop: Service, olga: User, li_wei: User, sign_in: SignedIn
) -> None:
    make_article(laptop.provider, olga, "The printer does not print")
    client = sign_in(li_wei)
    assert "Perhaps it is there already" not in client.get("/services/it/laptop/").content.decode()
    refused = client.post("/services/it/laptop/", {"description": "The printer again", "impact": "2"})
    assert "The printer does not print" in refused.content.decode()

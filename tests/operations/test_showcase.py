"""The page of all components: complete, true to the first lines, in three languages, and nowhere but in a demo."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from operations.showcase import catalogue
from operations.showcase.samples import LANGUAGES
from requests_app.models import User
from tests.conftest import SignedIn


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


def read(client: Client, **asked: str) -> str:
    answer = client.get("/components/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTheSamples:
    @pytest.mark.parametrize("name", catalogue.names())
    def test_show_every_component(self, name: str) -> None:
        assert catalogue.samples().get(name), f"write samples of {name} in operations/showcase/"

    def test_are_of_no_component_that_is_gone(self) -> None:
        assert set(catalogue.samples()) <= set(catalogue.names())

    def test_say_each_component_once(self) -> None:
        told = Counter(name for module in catalogue.MODULES for name in module.samples())
        assert not [name for name, times in told.items() if times > 1]

    @pytest.mark.parametrize("name", catalogue.names())
    def test_use_the_arguments_the_first_line_tells(self, name: str) -> None:
        told = set(re.findall(r"\w+", catalogue.first_line(name)))
        assert {argument for sample in catalogue.samples()[name] for argument in sample.arguments} <= told

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_write_something_in_every_language(self, language: str) -> None:
        with translation.override(language):
            blank = [
                f"{name}: {sample.note}"
                for name, samples in catalogue.samples().items()
                for sample in samples
                if not catalogue.written(name, sample).strip()
            ]
        # A line the size of a word is left out where there is nothing to draw.
        assert blank == ["charts/spark: nothing to draw"]


class TestThePage:
    def test_is_not_there_where_people_work(self, ada: User, sign_in: SignedIn) -> None:
        assert sign_in(ada).get("/components/").status_code == 404

    def test_tells_the_arguments_beside_the_samples(self, demo: None, li_wei: User, sign_in: SignedIn) -> None:
        html = read(sign_in(li_wei))
        assert "kind (main quiet danger or nothing)" in html
        assert html.count('class="sample"') == sum(map(len, catalogue.samples().values()))

    @pytest.mark.parametrize(("language", "word"), [("en", "Saved."), ("zh-hans", "已保存。"), ("ru", "Сохранено.")])
    def test_speaks_the_language_asked_for(
        self, demo: None, li_wei: User, sign_in: SignedIn, language: str, word: str
    ) -> None:
        html = read(sign_in(li_wei), language=language)
        assert f'<html lang="{language}"' in html
        assert word in html

    def test_shows_both_themes_side_by_side(self, demo: None, li_wei: User, sign_in: SignedIn) -> None:
        html = read(sign_in(li_wei), theme="both")
        assert html.count('class="stage" data-theme="light"') == html.count('class="stage" data-theme="dark"') > 100

    def test_asks_the_database_no_more_than_its_frame_does(
        self, demo: None, li_wei: User, sign_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = sign_in(li_wei)
        with CaptureQueriesContext(connection) as frame:
            client.get("/nothing/is/here/")
        with django_assert_num_queries(len(frame)):
            read(client)

    def test_falls_back_for_what_does_not_exist(self, demo: None, li_wei: User, sign_in: SignedIn) -> None:
        assert 'class="stage">' in read(sign_in(li_wei), theme="sepia", language="tlh")

    def test_gives_no_id_twice_and_nothing_acts_by_itself(self, demo: None, li_wei: User, sign_in: SignedIn) -> None:
        html = read(sign_in(li_wei), theme="both")
        ids = Counter(re.findall(r'\sid="([^"]+)"', html))
        assert not [one for one, times in ids.items() if times > 1]
        samples = html.split('class="stage"', 1)[1].split("</main>")[0]
        assert not re.search(r"hx-get|data-autofocus|data-toast", samples)

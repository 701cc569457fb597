"""Keys: one table for help, menus and verbs; each key stands where the help says that it works."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Service, ServiceRequest, User
from requests_app.shortcuts import OF_VERBS, shortcuts_of
from requests_app.states import Verb
from requests_app.views.queue import BULK
from requests_app.views.verb_table import VERBS
from tests.conftest import SignedIn
from tests.make import make_request

pytestmark = pytest.mark.django_db


def keys_on(client: Client, path: str) -> set[str]:
    return set(re.findall(r'data-key="([^"]+)"', client.get(path).content.decode()))


class TestTheTable:
    def test_no_key_says_two_things(self, olga: User, li_wei: User) -> None:
        for person in (olga, li_wei):
            keys = [key for line in shortcuts_of(person) for key in line.keys]
            assert len(keys) == len(set(keys))

    def test_sequences_begin_with_a_key_that_does_nothing_by_itself(self, olga: User) -> None:
        keys = {key for line in shortcuts_of(olga) for key in line.keys}
        assert not keys & {key.split()[0] for key in keys if " " in key and not key.startswith("Ctrl")}

    def test_whoever_serves_has_keys_for_what_they_can_do(self, olga: User, li_wei: User) -> None:
        served, asked = ({key for line in shortcuts_of(one) for key in line.keys} for one in (olga, li_wei))
        assert {"a", "p", "e", "x", "[", "]", "i", "g q"} <= served
        assert not {"a", "p", "e", "x", "[", "]", "i", "g q"} & asked

    def test_verbs_and_the_bar_of_a_selection_take_their_keys_from_it(self) -> None:
        assert {one.noun: one.key for one in VERBS if one.key} == OF_VERBS
        assert {one["key"] for one in BULK.values()} - {""} == set(OF_VERBS.values())


class TestOnPages:
    def test_the_menu_leads_where_the_help_says(self, sign_in: SignedIn, olga: User, li_wei: User) -> None:
        everybody = {"g h", "g m", "g w", "g s", "g i", "n"}
        assert keys_on(sign_in(li_wei), "/preferences/") == everybody
        assert keys_on(sign_in(olga), "/preferences/") == {*everybody, "g q"}

    def test_the_queue_offers_what_a_selection_can_do(
        self, sign_in: SignedIn, olga: User, laptop_request: ServiceRequest
    ) -> None:
        client = sign_in(olga)
        assert set(OF_VERBS.values()) <= keys_on(client, "/queue/it/?view=open")
        page = client.get("/queue/it/?view=open").content.decode()
        assert f'data-row="r{laptop_request.pk}"' in page
        assert "data-open" in page

    def test_a_request_offers_its_verbs_and_its_neighbours(
        self, sign_in: SignedIn, olga: User, laptop: Service, li_wei: User
    ) -> None:
        first, middle, _last = (make_request(laptop, li_wei, title) for title in "abc")
        transitions.start(middle, by=olga)
        keys = keys_on(sign_in(olga), f"/requests/{middle.pk}/?in=it%3Fview%3Dopen%26sort%3Dtitle")
        assert {"a", "p", "h", "e", "[", "]"} <= keys
        assert middle.events.filter(verb=Verb.STARTED).exists()
        assert not {"a", "p", "h", "e", "[", "]"} & keys_on(sign_in(li_wei), f"/requests/{first.pk}/")

    @pytest.mark.parametrize("path", ["/", "/requests/", "/search/?q=starter"])
    def test_lists_of_ones_own_are_walked_by_key(
        self, sign_in: SignedIn, li_wei: User, laptop_request: ServiceRequest, path: str
    ) -> None:
        page = sign_in(li_wei).get(path).content.decode()
        assert re.search(
            rf'data-row="r{laptop_request.pk}".*?data-open href="/requests/{laptop_request.pk}/', page, re.S
        )

    def test_the_help_is_the_table(self, sign_in: SignedIn, olga: User) -> None:
        page = sign_in(olga).get("/preferences/").content.decode()
        for line in shortcuts_of(olga):
            assert page.count(f'data-keys="{line.asked}"') == 2  # in the dialog and in full in the account

"""The portal on a home screen: its manifest and icons, its service worker, and the page for being offline."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from requests_app import company
from requests_app.installing import APPLE, ICONS, Icon
from requests_app.models import User
from tests.conftest import SignedIn

STATIC = Path(settings.BASE_DIR) / "static"
NAMES = {
    "en": ["New request", "Queue", "Waiting for me"],
    "zh-hans": ["新请求", "队列", "等我处理"],
    "ru": ["Новая заявка", "Очередь", "Ждут меня"],
}


def manifest(client: Client, language: str = "en") -> dict[str, Any]:
    response = client.get(f"/app/{language}.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    told: dict[str, Any] = json.loads(response.content)
    return told


@pytest.mark.django_db
class TestTheManifest:
    def test_it_says_what_a_phone_asks_for(self, client: Client) -> None:
        told = manifest(client)
        assert {"id", "name", "short_name", "start_url", "scope", "display", "icons", "theme_color"} <= told.keys()
        assert told["start_url"].startswith(told["scope"])
        assert told["display"] == "standalone"
        assert len(told["short_name"]) <= 12
        assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable", "monochrome"}
        assert {"192x192", "512x512"} <= {icon["sizes"] for icon in told["icons"] if icon["purpose"] == "any"}

    @pytest.mark.django_db
    @pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
    def test_it_speaks_the_language_of_the_page(self, client: Client, language: str) -> None:
        told = manifest(client, language)
        assert told["lang"] == language
        assert [shortcut["name"] for shortcut in told["shortcuts"]] == NAMES[language]
        page = client.get("/sign-in/", headers={"Accept-Language": language}, follow=True)
        assert f'<link rel="manifest" href="/app/{language}.webmanifest">' in page.content.decode()

    def test_it_is_called_as_the_company_is(self, client: Client, ada: User) -> None:
        assert manifest(client)["name"] == "Counterpart: requests"
        company.set_company("Nordwind Handel Berlin", [], by=ada)
        told = manifest(client)
        assert told["name"] == "Nordwind Handel Berlin: requests"
        assert told["short_name"] == "Nordwind"

    def test_another_language_has_none(self, client: Client) -> None:
        assert client.get("/app/xx.webmanifest").status_code == 404

    @pytest.mark.django_db
    def test_its_shortcuts_lead_somewhere(self, sign_in: SignedIn, olga: User, li_wei: User) -> None:
        for person in (olga, li_wei):
            client = sign_in(person)
            for shortcut in manifest(client)["shortcuts"]:
                assert client.get(shortcut["url"], follow=True).status_code == 200
        assert sign_in(olga).get("/queue/").headers["Location"] == "/queue/it/"
        assert sign_in(li_wei).get("/queue/").headers["Location"] == "/services/"


class TestTheIcons:
    @pytest.mark.parametrize("icon", [*ICONS, APPLE], ids=lambda icon: icon.file)
    def test_they_have_the_size_the_manifest_names(self, icon: Icon) -> None:
        with Image.open(STATIC / icon.file) as picture:
            assert picture.size == (icon.pixels, icon.pixels)

    def test_the_maskable_one_fills_its_square_and_keeps_the_mark_inside_the_circle_phones_cut(self) -> None:
        with Image.open(STATIC / "img/app/maskable-512.png") as picture:
            pixels = picture.convert("RGBA")
        ground = pixels.getpixel((0, 0))
        assert isinstance(ground, tuple)
        assert ground[3] == 255
        outside = [
            (x, y)
            for x in range(0, 512, 4)
            for y in range(0, 512, 4)
            if (x - 256) ** 2 + (y - 256) ** 2 > (0.4 * 512) ** 2
        ]
        assert {pixels.getpixel(place) for place in outside} == {ground}

    def test_they_are_what_the_drawings_say(self, settings: Settings, tmp_path: Path) -> None:
        folder = tmp_path / "static" / "img" / "app"
        folder.mkdir(parents=True)
        for drawing in (STATIC / "img" / "app").glob("*.svg"):
            (folder / drawing.name).write_bytes(drawing.read_bytes())
        settings.BASE_DIR = tmp_path
        call_command("app_icons", stdout=io.StringIO())
        for icon in (*ICONS, APPLE):
            with Image.open(tmp_path / "static" / icon.file) as drawn, Image.open(STATIC / icon.file) as kept:
                assert drawn.convert("RGBA").tobytes() == kept.convert("RGBA").tobytes(), icon.file


class TestTheWorker:
    def test_it_serves_the_whole_portal_and_is_asked_for_at_each_visit(self, client: Client) -> None:
        response = client.get("/sw.js")
        assert response.headers["Content-Type"].startswith("text/javascript")
        assert response.headers["Cache-Control"] == "no-cache"
        assert "worker-src 'self'" in response.headers["Content-Security-Policy"]

    def test_what_it_keeps_is_there_and_belongs_to_nobody(self, client: Client) -> None:
        found = re.search(r"const KEPT = (\{.*\});", client.get("/sw.js").content.decode())
        assert found
        kept = json.loads(found[1])
        assert all(url.startswith(settings.STATIC_URL) for url in kept["files"])
        assert set(kept["offline"]) == set(dict(settings.LANGUAGES))
        for language, url in kept["offline"].items():
            page = client.get(url)
            assert page.status_code == 200
            assert page.headers["Content-Language"] == language
            assert not page.cookies

    @pytest.mark.django_db
    def test_the_offline_page_is_the_same_for_everybody(self, client: Client, sign_in: SignedIn, olga: User) -> None:
        for_strangers = client.get("/offline/ru/").content
        assert sign_in(olga).get("/offline/ru/").content == for_strangers
        assert "Портал недоступен" in for_strangers.decode()
        assert client.get("/offline/xx/").status_code == 404

    def test_another_release_is_another_cache(self, client: Client, settings: Settings) -> None:
        before = client.get("/sw.js").content
        assert client.get("/sw.js").content == before
        settings.VERSION = "99.0.0"
        assert client.get("/sw.js").content != before


class TestSwitchedOff:
    def test_phones_that_have_it_drop_it(self, client: Client, settings: Settings) -> None:
        settings.PWA = False
        assert "registration.unregister()" in client.get("/sw.js").content.decode()
        assert client.get("/app/en.webmanifest").status_code == 404
        assert 'rel="manifest"' not in client.get("/offline/en/").content.decode()


@pytest.mark.django_db
class TestWhoSendsWhatWasKept:
    def test_a_person_gets_their_name_and_a_token(self, sign_in: SignedIn, olga: User) -> None:
        response = sign_in(olga).get("/outbox/")
        told = json.loads(response.content)
        assert told["person"] == str(olga.pk)
        assert len(told["token"]) == 64
        assert "no-store" in response.headers["Cache-Control"]

    def test_a_stranger_gets_nothing(self, client: Client) -> None:
        assert client.get("/outbox/").status_code == 204


@pytest.mark.django_db
class TestTheLowerEdge:
    def labels(self, html: str) -> list[str]:
        edge = html.partition('class="tabs-bottom"')[2].partition("</nav>")[0]
        return re.findall(r"<span>([^<]+)</span>", edge)

    def test_who_asks_has_what_they_asked_for(self, sign_in: SignedIn, li_wei: User) -> None:
        html = sign_in(li_wei).get("/").content.decode()
        assert self.labels(html) == ["Home", "My requests", "Waiting for me", "Inbox", "Menu"]

    def test_who_serves_has_their_queue(self, sign_in: SignedIn, olga: User) -> None:
        html = sign_in(olga).get("/").content.decode()
        assert self.labels(html) == ["Home", "Queue", "Waiting for me", "Inbox", "Menu"]

"""What every page links in its head: two files where they were collected, their parts in development."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import engines
from django.test import override_settings

from requests_app import sprite
from requests_app.assets import BUNDLES, SCRIPTS, STYLES, small

KILOBYTE = 1024
# A browser fetches it once; what it saves is a tenth of it on every page.
ICONS_LIMIT = 24 * KILOBYTE
# Of ux.md, for an ordinary page. Even everything together stays below them, so no page can pass them.
SCRIPT_LIMIT, STYLE_LIMIT = 60 * KILOBYTE, 40 * KILOBYTE


@pytest.fixture(scope="class")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("static")
    storage = {"staticfiles": {"BACKEND": "requests_app.assets.BundledStorage"}}
    with override_settings(STATIC_ROOT=str(folder), STORAGES={**settings.STORAGES, **storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


def _head() -> str:
    return engines["django"].get_template("_head.html").render({})


def _icon(style: str, name: str) -> str:
    source = f'{{% load heroicons %}}{{% heroicon_{style} "{name}" class="icon tiny" %}}'
    return engines["django"].from_string(source).render({})


def _source(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_text(encoding="utf-8")


class TestCollected:
    def test_a_page_asks_for_one_style_sheet_and_one_script(self, collected: Path) -> None:
        links = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', _head())
        assert [re.sub(r"\.\w{12}\.", ".", link) for link in links] == [
            "/static/css/portal.css",
            "/static/js/portal.js",
        ]

    def test_names_change_with_the_content_so_that_browsers_may_keep_them_for_good(self, collected: Path) -> None:
        assert re.search(r"/static/js/portal\.\w{12}\.js", _head())

    @pytest.mark.parametrize("name", BUNDLES)
    def test_a_bundle_holds_its_parts_in_order(self, collected: Path, name: str) -> None:
        text = (collected / name).read_text(encoding="utf-8")
        places = [text.index(small(part, _source(part).encode()).decode()) for part in BUNDLES[name]]
        assert places == sorted(places)

    @pytest.mark.parametrize("name", BUNDLES)
    def test_a_bundle_is_without_what_only_people_read(self, collected: Path, name: str) -> None:
        written = "\n".join(_source(part) for part in BUNDLES[name])
        sent = (collected / name).read_text(encoding="utf-8")
        assert len(gzip.compress(sent.encode())) < 0.9 * len(gzip.compress(written.encode()))

    def test_a_style_sheet_means_the_same(self) -> None:
        rule = b':lang(zh) :is(em, i) { content: "  /* */"; top: calc(1px + 2px) }'
        assert small("a.css", b'@layer a {\n  /* why: "so" */\n  ' + rule + b"\n}") == b"@layer a { " + rule + b" }"

    @pytest.mark.parametrize("name", BUNDLES)
    def test_a_bundle_lies_there_compressed(self, collected: Path, name: str) -> None:
        assert gzip.decompress((collected / f"{name}.gz").read_bytes()) == (collected / name).read_bytes()

    def test_collecting_twice_replaces_it(self, collected: Path) -> None:
        before = sorted(path.name for path in (collected / "js").iterdir())
        call_command("collectstatic", interactive=False, verbosity=0)
        assert sorted(path.name for path in (collected / "js").iterdir()) == before


class TestIcons:
    def test_a_page_points_to_the_file_of_icons(self, collected: Path) -> None:
        drawn = re.fullmatch(
            r'<svg class="icon tiny" width="20" height="20" aria-hidden="true">'
            r'<use href="/static/(img/icons\.\w{12}\.svg)#mini-plus"/></svg>',
            _icon("mini", "plus"),
        )
        assert drawn
        assert '<symbol id="mini-plus" viewBox="0 0 20 20" fill="currentColor"><path ' in (
            collected / drawn[1]
        ).read_text(encoding="utf-8")

    def test_one_that_is_not_in_the_file_is_drawn_on_the_page(self, collected: Path) -> None:
        assert "<path " in _icon("solid", "cake")

    def test_every_icon_that_a_template_names_is_in_it(self, collected: Path) -> None:
        held = sprite.names((collected / sprite.FILE).read_text(encoding="utf-8"))
        named = re.compile(r'heroicon_(\w+) "([\w-]+)"')
        texts = [file.read_text(encoding="utf-8") for file in (settings.BASE_DIR / "templates").rglob("*.html")]
        wanted = {sprite.identifier(*one) for text in texts for one in named.findall(text)}
        assert wanted
        assert wanted <= held

    def test_it_is_light(self, collected: Path) -> None:
        assert (collected / f"{sprite.FILE}.gz").stat().st_size <= ICONS_LIMIT


class TestInDevelopment:
    def test_a_page_links_the_parts_themselves(self) -> None:
        head = _head()
        places = [head.index(f"/static/{part}") for name in (STYLES, SCRIPTS) for part in BUNDLES[name]]
        assert places == sorted(places)
        assert "portal.css" not in head

    def test_a_page_draws_its_icons(self) -> None:
        assert "<path " in _icon("mini", "plus")

    def test_every_part_is_there(self) -> None:
        assert [part for parts in BUNDLES.values() for part in parts if not finders.find(part)] == []


class TestWeight:
    """Compressed, as a browser gets it."""

    def test_all_our_scripts_together_are_within_the_limit_of_a_page(self) -> None:
        assert _weight("js", SCRIPTS) <= SCRIPT_LIMIT

    def test_all_our_style_sheets_together_are_within_the_limit_of_a_page(self) -> None:
        assert _weight("css", STYLES) <= STYLE_LIMIT


def _weight(kind: str, bundle: str) -> int:
    """Of the bundle and of every further file of ours: more than any page has."""
    ours = {f"{kind}/{path.name}" for path in (settings.BASE_DIR / "static" / kind).glob(f"*.{kind}")}
    bundled = "\n".join(_source(part) for part in BUNDLES[bundle])
    return sum(len(gzip.compress(text.encode())) for text in [bundled, *map(_source, ours - {*BUNDLES[bundle]})])

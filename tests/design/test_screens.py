"""What `./portal screens` photographs, and the sheet it lays the pictures out on; no browser, no database."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PIL import Image

from tests.browser import contact_sheet, screens
from tests.browser.pages import Shown

PAGES = [Shown(f"page-{number}", "ada.lind", f"/{number}/") for number in range(48)]


def plan(*arguments: str) -> dict[screens.Look, list[Shown]]:
    return screens._plan(PAGES, screens._parse(["/tmp", *arguments]))


class TestThePlan:
    def test_takes_every_page_once_in_looks_that_change(self) -> None:
        made = plan()
        assert sorted(one.name for shown in made.values() for one in shown) == sorted(one.name for one in PAGES)
        assert len(made) == 24
        assert {len(shown) for shown in made.values()} == {2}

    def test_gives_neighbours_another_width_and_language(self) -> None:
        where = {one.name: look for look, shown in plan().items() for one in shown}
        for one, other in itertools.pairwise(PAGES):
            assert where[one.name].width != where[other.name].width
            assert where[one.name].language != where[other.name].language

    def test_crosses_everything_when_all_is_asked_for(self) -> None:
        assert sum(map(len, plan("--all").values())) == 24 * len(PAGES)

    @pytest.mark.parametrize(
        ("arguments", "looks"),
        [
            (["--widths", "390,768"], ["390-light-en", "768-light-en"]),
            (["--only", "page-1"], ["1440-light-en"]),
            (["--themes", "dark", "--languages", "ru"], ["1440-dark-ru"]),
        ],
    )
    def test_takes_every_page_in_the_looks_that_are_named(self, arguments: list[str], looks: list[str]) -> None:
        assert list(map(str, plan(*arguments))) == looks


class TestTheSheet:
    @pytest.fixture
    def picture(self, tmp_path: Path) -> Path:
        file = tmp_path / "home-390-dark-ru.png"
        Image.new("RGB", (390, 4000), "#17645a").save(file)
        return file

    def test_shows_small_ones_that_lead_to_the_full_pictures(self, picture: Path) -> None:
        sheet = contact_sheet.write(picture.parent, {"home": [picture]}, {"home": "ada.lind /"}, [])
        text = sheet.read_text()
        assert '<a href="home-390-dark-ru.png"><img src="home-390-dark-ru.small.png"' in text
        assert "<small>390-dark-ru</small>" in text
        assert "1 pictures of 1 pages" in text
        with Image.open(picture.with_suffix(".small.png")) as small:
            assert small.size == (320, 400)

    def test_says_first_what_is_wrong(self, picture: Path) -> None:
        found = ["home 390-dark-ru: words over words: <b> “A & B”"]
        text = contact_sheet.write(picture.parent, {"home": [picture]}, {"home": "/"}, found).read_text()
        assert "1 things to look at" in text
        assert "&lt;b&gt; “A &amp; B”" in text

    def test_leaves_out_pages_without_a_picture(self, picture: Path) -> None:
        text = contact_sheet.write(picture.parent, {"home": [picture], "gone": []}, {"home": "/"}, []).read_text()
        assert "gone" not in text

"""What is measured on every page is found where it is, and only there: pages of three lines, no portal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from .measures import broken

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

OVER = "position: absolute; left: 10px; top: 10px; font: 20px/1 sans-serif"
NARROW = "width: 60px; white-space: nowrap; overflow: hidden"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<p style='{OVER}'>One line</p><p style='{OVER}'>and another</p>", ["words over words"]),
        (
            f"<button style='{OVER}'>Save</button><a href='#a' style='{OVER}'>Close</a>",
            ["words over words", "controls"],
        ),
        (f"<p style='{NARROW}'>Longer than its place</p>", ["cut off"]),
        (f"<p style='{NARROW}; text-overflow: ellipsis'>Longer than its place, and says so</p>", []),
        ("<div style='overflow: auto; height: 1em'><p>One<p>two<p>three</div><p>four</p>", []),
        (f"<p>Under a bar</p><p style='{OVER}; position: fixed'>that floats</p>", []),
        ("<label><input type='checkbox'> Tick</label> <a href='#a'>One <b>link</b></a>", []),
    ],
)
def test_what_lies_over_something_or_is_cut_is_found(browser: Browser, body: str, found: list[str]) -> None:
    page = browser.new_page()
    page.set_content(f"<main>{body}</main>")
    told = broken(page)
    page.close()
    assert [sentence.startswith(kind) for sentence, kind in zip(told, found, strict=True)] == [True] * len(found)

"""In a language nobody speaks no page shows a word that was not translated, and none becomes too wide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from babel import Locale
from playwright.sync_api import Browser, Page

from .conftest import Portal
from .pages import Shown, from_json

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

COOKIE = "pseudo_language"
SHARES = 6
MANY = [pytest.param(share, marks=pytest.mark.long(seconds=45)) for share in range(SHARES)]
WIDTHS = (390, 1440)
# Of whoever got the link: in their own language, whatever the browser asks for.
IN_THEIR_LANGUAGE = ("approval-by-mail", "no-more-mails", "survey-answering-")
# The page without what stands in brackets, which may hold markup and each other; one line a text.
BARE = r"""() => {
  const silent = "script, style, code, kbd, pre, textarea, option, .avatar, [lang]:not(html)";
  let text = document.title + "\n";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest(silent)) text += node.data + "\n";
  for (const name of ["title", "aria-label", "placeholder", "alt", "aria-description", "aria-valuetext"])
    for (const element of document.body.querySelectorAll(`[${name}]`)) text += "\n" + element.getAttribute(name);
  const said = /⟦[^⟦⟧]*⟧/g;
  while (text.search(said) >= 0) text = text.replace(said, "");
  return [...new Set(text.split("\n").map((line) => line.replace(/\s+/g, " ").trim()))];
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORD = re.compile(r"[A-Za-z]{3,}")
BETWEEN = re.compile(r" · | ?→ |: |[()]|[–—]|, |; |#?\d+")
CODE = re.compile(r"\w+(?:\.\w+)+")
# Written alike everywhere: names of the product, of kinds of files, of what the portal is made of.
SAME_EVERYWHERE = {"Counterpart", "English", "SVG", "PNG", "CSV", "PDF", "XLSX", "EUR", "PostgreSQL", "Redis"}


@pytest.fixture(scope="module")
def all_pages(portal: Portal) -> list[Shown]:
    return from_json(portal.run("from tests.browser.pages import as_json\nprint(as_json())"))


@pytest.fixture(scope="module")
def written(portal: Portal) -> str:
    text: str = json.loads(portal.run("from tests.browser.written import as_json\nprint(as_json())"))
    return text


@pytest.mark.parametrize("share", MANY)
def test_nothing_is_untranslated_or_too_tight(
    portal: Portal, browser: Browser, all_pages: list[Shown], written: str, share: int
) -> None:
    wrong = []
    mine = [one for one in all_pages if one.status == 200 and not one.name.startswith(IN_THEIR_LANGUAGE)][share::SHARES]
    for who in dict.fromkeys(one.who for one in mine):
        for page, one in _visited(portal, browser, who, [each for each in mine if each.who == who]):
            wrong += [f"{one.name}: {text!r} is not translated" for text in untranslated(page.evaluate(BARE), written)]
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if (over := page.evaluate(TOO_WIDE)) > 0:
                    wrong.append(f"{one.name} is {over} px too wide at {width} px")
    assert wrong == []


def _visited(portal: Portal, browser: Browser, who: str, pages: list[Shown]) -> Iterator[tuple[Page, Shown]]:
    context = browser.new_context(base_url=portal.url, locale="en")
    page = context.new_page()
    if who:
        page.goto("/sign-in/")
        page.locator(f"button[name=person][value^='{who}@']").click()
        page.wait_for_url(portal.url + "/")
    context.add_cookies([{"name": COOKIE, "value": "1", "url": portal.url}])
    for one in pages:
        page.goto(one.path)
        yield page, one
    context.close()


def untranslated(lines: list[str], written: str) -> list[str]:
    """Of the lines without what was translated: those with words that nobody wrote and that are no part of a date."""
    return [line for line in lines if any(_is_ours(part, written) for part in BETWEEN.split(DATE.sub(" · ", line)))]


def _is_ours(part: str, written: str) -> bool:
    words = part.strip(" ,.:·“”‘’\"'?!…{}")
    if not WORD.search(words) or words in SAME_EVERYWHERE or CODE.fullmatch(words):
        return False
    return words not in written


def _of_dates() -> list[str]:
    """English months, weekdays and units: Babel says them, in each language."""
    english = Locale("en", "GB")
    forms = [("format", "wide"), ("format", "abbreviated"), ("stand-alone", "wide"), ("stand-alone", "abbreviated")]
    names = [
        name
        for use, width in forms
        for name in (*english.months[use][width].values(), *english.days[use][width].values())
    ]
    units = ["minutes", "minute", "hours", "hour", "days", "day", "weeks", "week", "MB", "kB", "GB", "GMT", "Sept"]
    return [*names, *units]


DATE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, set(_of_dates())), key=len, reverse=True))})\b")


def test_a_word_that_never_passed_gettext_is_found() -> None:
    written = "Olga Petrova ¶ A new laptop"
    lines = ["Hard-coded words", "Olga Petrova · 3 November", "18 minutes", "#12 A new laptop, sla.tasks.look_after"]
    assert untranslated(lines, written) == ["Hard-coded words"]

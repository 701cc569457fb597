"""Somebody who has a keyboard and no mouse: goes through a page as Tab leads, and notices when the focus is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from .measures import wrong_focus

FAR = 250


@dataclass
class Hands:
    """`wrong`: what was noticed on the way."""

    page: Page
    language: str
    wrong: list[str] = field(default_factory=list)

    def word(self, text: str) -> str:
        """As the portal says it in this person's language."""
        with override(self.language):
            return gettext(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """As an input method does: the characters arrive, whatever keys they took."""
        self.page.keyboard.insert_text(text)

    def to(self, wanted: Locator, *, key: str = "Tab") -> Locator:
        """Press Tab until this has the focus."""
        target = wanted.element_handle()
        for _step in range(FAR):
            if target.evaluate("el => el === document.activeElement"):
                return wanted
            self.page.keyboard.press(key)
            if found := wrong_focus(self.page):
                self.wrong.append(found)
        raise AssertionError(f"Tab does not lead to {wanted}")

    def enter(self, wanted: Locator) -> None:
        """A link is followed, a button pressed."""
        self.to(wanted)
        self.page.keyboard.press("Enter")

    def speak(self) -> None:
        """Change the language where everybody does: in the menu on top."""
        page = self.page
        self.enter(page.locator(".top summary", has=page.locator(".num")))
        self.enter(page.locator(f"button[name=language][value={self.language}]"))
        expect(page.locator("html")).to_have_attribute("lang", self.language)

    def stays_in(self, dialog: Locator, opener: Locator) -> None:
        """Tab goes round in it, and Escape closes it and leads back to what opened it."""
        expect(dialog).to_be_visible()
        for _step in range(6):
            # Between its last and its first stop lies the browser's own bar.
            within = dialog.evaluate(
                "el => document.activeElement === document.body || el.contains(document.activeElement)"
            )
            assert within, "Tab leads out of the dialog"
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()

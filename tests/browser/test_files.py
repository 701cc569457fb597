"""Files in a real browser: a picture is pasted, a file is dropped on the box; sent, seen, enlarged, removed."""

from __future__ import annotations

import base64
import re

from playwright.sync_api import Page, Route, expect

from tests.files import PDF, picture

from .conftest import Visit
from .test_the_whole_journey import file_request

# What a browser hands over when one pastes or drops; nothing else of a script is allowed to make such events.
PASTE = """([bytes, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type: "image/png" }));
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""
DROP = """([bytes, name, where]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name));
  for (const type of ["dragover", "drop"]) {
    const how = { dataTransfer: data, bubbles: true, cancelable: true };
    document.querySelector(where).dispatchEvent(new DragEvent(type, how));
  }
}"""


def paste(page: Page, content: bytes) -> None:
    page.evaluate(PASTE, [base64.b64encode(content).decode(), "image.png"])


def drop(page: Page, content: bytes, name: str) -> None:
    page.evaluate(DROP, [base64.b64encode(content).decode(), name, "#reply"])


def test_a_pasted_picture_and_a_dropped_file_go_with_the_reply(visit: Visit) -> None:
    li_wei = visit("李伟")
    number = file_request(li_wei, "mail-and-calendar", "A picture says more")
    li_wei.goto(f"/requests/{number}/")
    box = li_wei.locator("#reply")
    box.get_by_role("textbox").first.click()
    paste(li_wei, picture(size=(600, 400)))
    drop(li_wei, PDF, "offer.pdf")
    drop(li_wei, b"not needed after all", "wrong.txt")
    expect(box.locator("[data-kept]")).to_have_count(3)
    expect(box.get_by_role("status").filter(has_text="“wrong.txt” was added.")).to_be_attached()

    box.get_by_role("button", name="Remove “wrong.txt”").press("Enter")
    expect(box.locator("[data-kept]")).to_have_count(2)
    # What was uploaded outlives a reload, as the text does.
    li_wei.reload()
    expect(box.locator("[data-kept]")).to_have_count(2)

    box.get_by_role("textbox").first.fill("Like this one.")
    box.get_by_role("button", name=re.compile("^Send")).click()
    bubble = li_wei.locator(".bubble", has_text="Like this one.")
    expect(bubble.get_by_role("link", name=re.compile("offer.pdf"))).to_be_visible()
    expect(box.locator("[data-kept]")).to_have_count(0)

    bubble.get_by_role("img").click()
    shown = li_wei.get_by_role("dialog")
    expect(shown.get_by_role("img")).to_have_js_property("naturalWidth", 600)
    shown.get_by_role("button", name="Close").click()
    expect(shown).to_have_count(0)

    card = li_wei.get_by_role("region", name="Files")
    card.get_by_role("link", name="Remove “offer.pdf”").click()
    li_wei.get_by_label("Why is it to go?").fill("An old one")
    li_wei.get_by_role("button", name="Remove the file").click()
    expect(li_wei.locator(".timeline")).to_contain_text("removed the file “offer.pdf”: “An old one”")
    expect(card).not_to_contain_text("offer.pdf")


def test_whoever_sends_before_the_file_is_there_waits_for_it(visit: Visit) -> None:
    li_wei = visit("李伟")
    number = file_request(li_wei, "mail-and-calendar", "A slow line")
    li_wei.goto(f"/requests/{number}/")

    def dawdle(route: Route) -> None:
        li_wei.wait_for_timeout(1500)
        route.continue_()

    li_wei.route("**/attachments/", dawdle)
    box = li_wei.locator("#reply")
    box.get_by_role("textbox").first.fill("With a file.")
    drop(li_wei, PDF, "slow.pdf")
    box.get_by_role("button", name=re.compile("^Send")).click()
    expect(li_wei.locator(".bubble", has_text="With a file.")).to_contain_text("slow.pdf")

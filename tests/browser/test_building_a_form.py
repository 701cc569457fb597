"""A manager builds a form with a condition, and somebody files a request with it on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Portal, Visit, unlike_any

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def parking(portal: Portal) -> str:
    """The address of a service of IT that asks nothing of its own yet."""
    code = unlike_any("parking").replace(" ", "-")
    portal.run(
        "from requests_app.models import Department, Service\n"
        "it = Department.objects.get(code='it')\n"
        f"Service.objects.create(provider=it, code={code!r}, name={{'en': 'Parking'}})\n"
    )
    return f"/services/it/{code}/"


def add(page: Page, kind: str, label: str) -> Locator:
    """One more question at the end, with its text in English."""
    rows = page.locator("[data-row]")
    before = rows.count()
    page.get_by_role("button", name=kind, exact=True).click()
    expect(rows).to_have_count(before + 1)
    row = rows.last
    expect(row.get_by_label("Question, English")).to_be_focused()
    row.get_by_label("Question, English").fill(label)
    return row


def depend(row: Locator, on: str, test: str) -> None:
    """The page comes back with what may be asked of that question."""
    row.get_by_label("An earlier question").select_option(label=on)
    expect(row.get_by_label("How it is answered")).to_be_visible()
    row.get_by_label("How it is answered").select_option(label=test)


def test_a_form_with_a_condition_is_built_and_filed_on_a_phone(visit: Visit, parking: str) -> None:
    maria = visit("Maria Schulz")
    maria.goto(f"{parking}form/")
    kind = add(maria, "One of several", "Which vehicle?")
    kind.get_by_label("Answer 1, English").fill("Car")
    kind.get_by_label("Answer 2, English").fill("Bicycle")
    kind.get_by_label("Has to be answered").check()
    plate = add(maria, "Short text", "Number plate")
    plate.get_by_label("Has to be answered").check()
    depend(plate, "Which vehicle?", "is")
    maria.locator("[data-row]").last.get_by_label("Car").check()

    # The preview follows while one types, with its condition.
    preview = maria.locator("#preview")
    expect(preview.locator("[data-question=number-plate]")).to_have_attribute("data-values", '["car"]')
    expect(preview.get_by_text("Number plate")).to_be_hidden()
    preview.get_by_label("Car").check()
    expect(preview.get_by_label("Number plate")).to_be_visible()

    # By keyboard up, and the page says what that breaks; down again, and it is published.
    up = maria.get_by_role("button", name="Move “Number plate” up")
    up.focus()
    maria.keyboard.press("Enter")
    down = maria.get_by_role("button", name="Move “Number plate” down")
    expect(down).to_be_focused()
    maria.keyboard.press("Enter")
    expect(maria.get_by_role("button", name="Move “Number plate” up")).to_be_focused()
    maria.get_by_role("button", name="Save and publish").click()
    maria.get_by_role("dialog").get_by_role("button", name="Save and publish").click()
    expect(maria.get_by_text("Version 1 is published")).to_be_visible()

    li_wei = visit("李伟")
    li_wei.set_viewport_size(PHONE)  # type: ignore[arg-type]
    li_wei.goto(parking)
    li_wei.get_by_label("What do you need?", exact=False).first.fill("A place near the door")
    plate_field = li_wei.get_by_label("Number plate")
    expect(plate_field).to_be_hidden()
    li_wei.get_by_label("Car").check()
    expect(plate_field).to_be_visible()

    # What is missing stands beside the question, and nothing typed is lost.
    li_wei.get_by_role("button", name="File request").click()
    summary = li_wei.get_by_role("alert")
    expect(summary.get_by_role("link", name="Number plate")).to_be_visible()
    expect(li_wei.get_by_label("Car")).to_be_checked()
    plate_field.fill("B-CP 2026")
    assert li_wei.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    li_wei.get_by_role("button", name="File request").click()
    answers = li_wei.locator("section", has=li_wei.get_by_role("heading", name="Answers"))
    expect(answers.get_by_text("B-CP 2026")).to_be_visible()
    expect(answers.get_by_text("Car", exact=True)).to_be_visible()


def test_questions_are_put_in_order_by_dragging(visit: Visit, parking: str) -> None:
    maria = visit("Maria Schulz")
    maria.goto(f"{parking}form/")
    titles = maria.locator("[data-row] summary b")
    add(maria, "Yes or no", "Is it for good?")
    expect(titles.last).to_have_text("New question")
    add(maria, "Date", "From which day?")
    before = titles.all_inner_texts()
    rows = maria.locator("[data-row]")
    handle = rows.last.locator("[data-drag]")
    handle.hover()
    maria.mouse.down()
    handle.hover(position={"x": 2, "y": 2})  # the first move begins it, before the page scrolls
    for _move in range(2):
        rows.first.hover(position={"x": 40, "y": 4})
    maria.mouse.up()
    expect(titles.first).to_have_text("From which day?")
    assert titles.count() == len(before)
    maria.get_by_role("button", name="Save draft", exact=True).last.click()
    expect(maria.get_by_text("Draft saved")).to_be_visible()
    expect(titles.first).to_have_text("From which day?")
    # A draft asks nobody: the next test, and everybody else, finds the service as it was.
    maria.get_by_role("button", name="Throw the draft away").click()
    maria.get_by_role("dialog").get_by_role("button", name="Yes, continue").click()
    expect(maria.get_by_text("The draft is gone")).to_be_visible()

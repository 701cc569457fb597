"""What holds for the whole company, and what departments answer often, in files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from requests_app import clock
from requests_app.models import CannedReply, Company, ConfigurationChange, Priority, User, company, priorities
from requests_app.models.priorities import matrix
from tests.operations.as_code.conftest import Apply, dumped

REPLY = """
departments: [{code: it, name: IT}]
canned_replies:
  - {department: it, title: Ready, text: "Hello {{ requester }}"}
"""
ROWS = "low: {low: low, medium: low, high: low}, medium: {low: low, medium: low, high: low}"


@pytest.fixture(autouse=True)
def _forget(db: None) -> Iterator[None]:
    yield
    company.forget()
    priorities.forget()


def test_the_company_says_only_what_the_file_names(apply: Apply) -> None:
    told = apply("company: {name: Example Ltd}")
    assert "~ the company" in told
    assert "name: “” → “Example Ltd”" in told
    assert Company.objects.get().languages == ["en", "zh-hans", "ru"]
    assert "Nothing to change." in apply("company: {name: Example Ltd}")
    apply("company: {languages: [ru, en]}")
    row = Company.objects.get()
    assert (row.name, row.languages) == ("Example Ltd", ["en", "ru"])
    assert "name: Example Ltd" in dumped("company")


def test_priorities_are_taken_whole(apply: Apply, refused: Callable[..., str]) -> None:
    told = apply(f"company: {{priorities: {{{ROWS}, high: {{low: low, medium: low, high: high}}}}}}")
    assert "priorities.high.high: “critical” → “high”" in told
    priorities.forget()
    assert matrix()[3, 3] == Priority.HIGH
    assert ConfigurationChange.objects.filter(kind="priority_matrix").count() == 1
    assert "Each of these belongs here: low, medium, high." in refused(f"company: {{priorities: {{{ROWS}}}}}")
    assert "“urgent” is not known" in refused(
        f"company: {{priorities: {{{ROWS}, high: {{low: urgent, medium: low, high: high}}}}}}"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("company: [1]", "Keys with their values belong here."),
        ("company: {languages: []}", "at least one"),
        ("company: {colour: red}", "“colour” is no key here."),
    ],
)
def test_what_is_wrong_with_a_company(text: str, complaint: str, refused: Callable[..., str]) -> None:
    assert complaint in refused(text)
    assert not Company.objects.exists()


def test_a_reply_is_changed_and_pruned(apply: Apply, anna: User) -> None:
    apply(REPLY)
    own = CannedReply.objects.create(owner=anna, title="Ready", text={"en": "Mine"}, updated_at=clock.now())
    apply(REPLY.replace("Hello", "Good day"))
    assert CannedReply.objects.get(owner=None).text == {"en": "Good day {{ requester }}"}
    told = apply("prune: true\ncanned_replies: []")
    assert "- canned reply it/Ready (removed)" in told
    assert list(CannedReply.objects.all()) == [own]


def test_a_reply_with_an_unknown_gap_changes_nothing(apply: Apply, refused: Callable[..., str]) -> None:
    assert "not known: {{ colour }}" in refused(REPLY.replace("requester", "colour"))
    assert "There is no department “moon”." in refused(
        "canned_replies: [{department: moon, title: Ready, text: Hello}]"
    )
    assert not CannedReply.objects.exists()

"""Comments are looked through by whoever runs the survey, after it has closed."""

from __future__ import annotations

import pytest

from requests_app.models import Department, User
from surveys import release, secrecy
from surveys.models import Campaign, CommentText, Question
from surveys.secrecy.moderating import leaves_out_only
from tests.conftest import SignedIn
from tests.make import make_user
from tests.surveys.campaigns import AFTER, DURING, all_alike, invite, make_campaign

SAID = "Olga explained it twice"


@pytest.fixture
def closed(db: None, maria: User, it: Department, analytics: Department) -> Campaign:
    """Ten answered, one of them in words."""
    campaign = make_campaign(maria, [it], owner=it)
    comment = str(Question.objects.get(code="pulse-comment").pk)
    asked = invite(campaign, [make_user(f"Person {number}", analytics) for number in range(10)], it)
    for place, invitation in enumerate(asked):
        secrecy.submit(invitation.pk, all_alike(campaign, "4"), {comment: "" if place else SAID}, now=DURING)
    secrecy.close(campaign, now=AFTER)
    campaign.refresh_from_db()
    return campaign


def test_whoever_runs_it_blanks_a_name_and_shows_the_rest(
    closed: Campaign, maria: User, boris: User, sign_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    comment = CommentText.objects.get()
    page = sign_in(maria).get(f"/surveys/{closed.pk}/comments/")
    assert SAID in page.text
    assert release.shown_comments(closed) == []
    sent = {"text": "… explained it twice", "shown": "yes"}
    with caplog.at_level("INFO"):
        sign_in(maria).post(f"/surveys/{closed.pk}/comments/{comment.pk}/", sent)
    assert [one.text for one in release.shown_comments(closed)] == ["… explained it twice"]
    assert f"Person {maria.pk} blanked out words" in caplog.text
    assert "Olga" not in caplog.text
    assert sign_in(boris).get(f"/surveys/{closed.pk}/comments/").status_code == 404


def test_nobody_puts_words_into_a_comment(closed: Campaign, maria: User, sign_in: SignedIn) -> None:
    comment = CommentText.objects.get()
    sent = {"text": "Olga never explained it", "shown": "yes"}
    answer = sign_in(maria).post(f"/surveys/{closed.pk}/comments/{comment.pk}/", sent)
    assert answer.status_code == 409
    assert CommentText.objects.get().text == SAID


@pytest.mark.parametrize(
    ("new", "fits"),
    [
        (SAID, True),
        ("… explained … twice", True),
        ("…", True),
        ("Olga explained it …", True),
        ("explained it twice", False),
        ("Olga explained it", False),
        ("Olga explained it … never", False),
        ("", False),
    ],
)
def test_what_is_left_of_it(new: str, fits: bool) -> None:
    assert leaves_out_only(SAID, new) is fits

"""Comments are looked through by whoever runs the survey, after it has closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from requests_app.models import ConfigurationChange, Department, User
from surveys import release, secrecy
from surveys.models import AnswerCounter, Campaign, CommentText, Question, ReleasedGroup
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


def words_of(campaign: Campaign, **group: Any) -> list[str]:
    """What whoever reads the figures of this group reads of what was written."""
    found = ReleasedGroup.objects.get(release__campaign=campaign, **(group or {"kind": "company"}))
    return sorted(one.text for one in release.shown_comments(campaign, found))


def test_whoever_runs_it_blanks_a_name_and_shows_the_rest(
    closed: Campaign, maria: User, boris: User, sign_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    comment = CommentText.objects.get()
    page = sign_in(maria).get(f"/surveys/{closed.pk}/comments/")
    assert SAID in page.text
    assert words_of(closed) == []
    sent = {"text": "… explained it twice", "shown": "yes"}
    with caplog.at_level("INFO"):
        sign_in(maria).post(f"/surveys/{closed.pk}/comments/{comment.pk}/", sent)
    assert words_of(closed) == ["… explained it twice"]
    assert f"Person {maria.pk} blanked out words" in caplog.text
    assert "Olga" not in caplog.text
    change = ConfigurationChange.objects.get(kind="survey_campaign", thing=str(closed.pk))
    assert (change.by, change.action, change.changes[0]["after"]) == (maria, "changed", "…")
    assert change.changes[0]["field"]["en"] == "Words of a comment"
    assert "olga" not in f"{change.changes}{change.words}".lower()
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


class TestOnTheResultsPage:
    """Beside no figure, no lower than they may be seen, only those that were looked through."""

    @pytest.fixture
    def written(self, maria: User, it: Department, finance: Department, analytics: Department) -> Campaign:
        """IT has 30 answers, finance 12, analytics 7; somebody wrote about each, and all of it was looked through."""
        return poll(maria, {it: 30, finance: 12, analytics: 7})

    def test_a_department_with_too_few_answers_shows_none_and_its_words_go_up(
        self, written: Campaign, it: Department, finance: Department
    ) -> None:
        # Finance has enough; but whoever took it and IT from everybody would read what seven people wrote.
        assert words_of(written) == ["About analytics", "About finance", "About it"]
        assert words_of(written, about=it) == ["About it"]
        assert words_of(written, about=finance) == []

    def test_words_about_a_part_are_read_with_the_whole(self, maria: User, it: Department, finance: Department) -> None:
        part = Department.objects.create(code="helpdesk", name={"en": "Help desk"}, parent=it)
        campaign = poll(maria, {it: 15, part: 15, finance: 15})
        assert words_of(campaign, about=it) == ["About helpdesk", "About it"]
        assert words_of(campaign, about=part) == ["About helpdesk"]

    def test_whoever_leads_a_department_reads_what_was_said_of_it_and_the_text_is_escaped(
        self, written: Campaign, maria: User, boris: User, it: Department, sign_in: SignedIn
    ) -> None:
        CommentText.objects.filter(text="About it").update(text="<b>About</b> it")
        group = ReleasedGroup.objects.get(release__campaign=written, about=it)
        page = sign_in(maria).get(reverse("results:detail", args=[written.pk]), {"group": group.pk})
        assert "&lt;b&gt;About&lt;/b&gt; it" in page.text
        assert "About finance" not in page.text
        everybody = sign_in(boris).get(reverse("results:detail", args=[written.pk])).text
        assert "About finance" in everybody

    def test_what_waits_is_told_only_to_who_runs_it(
        self, written: Campaign, maria: User, boris: User, sign_in: SignedIn
    ) -> None:
        CommentText.objects.filter(text="About it").update(state="waiting")
        url = reverse("results:detail", args=[written.pk])
        page = sign_in(maria).get(url).text
        assert "1 comment waits to be looked through" in page
        assert "About it" not in page
        assert "to be looked through" not in sign_in(boris).get(url).text

    def test_many_are_read_page_by_page(self, written: Campaign, maria: User, sign_in: SignedIn) -> None:
        comment = CommentText.objects.get(text="About it")
        CommentText.objects.bulk_create(
            CommentText(
                campaign=written.pk,
                bucket=comment.bucket,
                question=comment.question,
                text=f"More {number}",
                state="shown",
            )
            for number in range(60)
        )
        first = sign_in(maria).get(reverse("results:detail", args=[written.pk])).context["comments"]
        second = sign_in(maria).get(first["page"].older_url).context["comments"]
        assert (len(first["rows"]), len(second["rows"])) == (20, 20)
        assert not set(first["rows"]) & set(second["rows"])
        listed = sign_in(maria).get(reverse("campaigns:comments", args=[written.pk]))
        assert len(listed.context["rows"]) == 50
        later = sign_in(maria).get(listed.context["page"].older_url)
        last = later.context["rows"][-1][0]
        sent = {"text": last.text, "shown": "no", "place": later.context["place"]}
        moved = sign_in(maria).post(reverse("campaigns:comment", args=[written.pk, last.pk]), sent)
        assert last.pk in {one.pk for one, _about in sign_in(maria).get(moved["Location"]).context["rows"]}


def poll(by: User, people: dict[Department, int]) -> Campaign:
    """Closed: so many answered about each department, one of them in words; whoever runs it shows them all."""
    campaign = make_campaign(by, people, owner=next(iter(people)))
    comment, scale = (Question.objects.get(code=code) for code in ("pulse-comment", "R1"))
    AnswerCounter.objects.bulk_create(
        AnswerCounter(campaign=campaign.pk, bucket=str(one.pk), question=question, cell=cell, count=n)
        for one, n in people.items()
        for question, cell in ((campaign.pk, "answered"), (scale.pk, "4"))
    )
    CommentText.objects.bulk_create(
        CommentText(
            campaign=campaign.pk, bucket=str(one.pk), question=comment.pk, text=f"About {one.code}", state="shown"
        )
        for one in people
    )
    secrecy.close(campaign, now=AFTER)
    campaign.refresh_from_db()
    return campaign

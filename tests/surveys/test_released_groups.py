"""What is released tells of no group smaller than k, neither at once nor by subtraction."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.models import Department, User
from surveys import secrecy
from surveys.models import AnswerCounter, AnswerRow, Campaign, CommentText, Question, Release, ReleasedGroup
from surveys.release.groups import Group, shown_of
from tests.make import make_department, make_user
from tests.surveys.campaigns import AFTER, DURING, all_alike, invite, make_campaign, some_answers

K = 5
Tree = tuple[list[int], list[int]]


def tree_of(parents: list[int], answers: list[int]) -> tuple[Group, dict[Group, int]]:
    """Group i hangs below group `parents[i]`, one before it; `answers`: so many people of its own."""
    groups = [Group("")]
    for place, parent in enumerate(parents, 1):
        groups.append(Group(str(place), groups[parent % place]))
    for group, n in zip(groups, answers, strict=False):
        group.own["q", "1"] = n
    groups[0].add_up()
    return groups[0], {group: group.counts["q", "1"] for group in groups}


trees = st.integers(1, 7).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 6), min_size=size, max_size=size),
        st.lists(st.integers(0, 9), min_size=size + 1, max_size=size + 1),
    )
)


class TestDerivability:
    @given(trees)
    @settings(max_examples=150)
    def test_no_sum_and_difference_of_shown_groups_has_few_people(self, tree: Tree) -> None:
        root, n = tree_of(*tree)
        shown = sorted(shown_of(root, n, k=K), key=lambda group: group.key)
        held = {group: [one in group.all_below() for one in root.all_below()] for group in shown}
        own = [one.own["q", "1"] for one in root.all_below()]
        for signs in itertools.product((-1, 0, 1), repeat=min(len(shown), 7)):
            together = [
                sum(sign * held[group][place] for sign, group in zip(signs, shown, strict=False))
                for place in range(len(own))
            ]
            if all(times in (0, 1) for times, people in zip(together, own, strict=True) if people):
                people = sum(times * people for times, people in zip(together, own, strict=True))
                assert people == 0 or people >= K

    def test_nothing_is_shown_below_what_is_not(self) -> None:
        root, n = tree_of([0, 0, 1], [0, 0, 3, 5])
        assert {group.key for group in shown_of(root, n, k=K)} == {""}

    def test_what_a_department_got_itself_does_not_follow_from_its_parts(self) -> None:
        root, n = tree_of([0, 1, 1], [0, 2, 6, 9])
        assert {group.key for group in shown_of(root, n, k=K)} == {"", "1", "3"}

    def test_300_departments_take_no_time(self) -> None:
        chance = random.Random(7)
        root, n = tree_of([chance.randrange(300) for _ in range(300)], [chance.randrange(40) for _ in range(301)])
        begun = time.process_time()
        for _ in range(22):
            shown_of(root, n, k=K)
        assert time.process_time() - begun < 2


@pytest.fixture
def asked(db: None, maria: User, it: Department, finance: Department, analytics: Department) -> Campaign:
    """Twelve answered about IT, three about finance."""
    campaign = make_campaign(maria, [it, finance])
    chance, comment = random.Random(3), str(Question.objects.get(code="pulse-comment").pk)
    for number in range(15):
        about = it if number < 12 else finance
        [mine] = invite(campaign, [make_user(f"Person {number}", analytics)], about)
        secrecy.submit(mine.pk, some_answers(campaign, chance), {comment: f"About {about.code}"}, now=DURING)
    return campaign


class TestClosing:
    def test_a_group_with_few_answers_is_hidden_with_the_next_smallest(self, asked: Campaign) -> None:
        secrecy.close(asked, now=AFTER)
        release = Release.objects.get(campaign=asked)
        shown = {(group.kind, group.n) for group in release.groups.all()}
        assert (release.invited, release.answered) == (15, 15)
        assert shown == {(ReleasedGroup.Kind.COMPANY, 15), (ReleasedGroup.Kind.ABOUT, None)}
        assert all(not group.figures for group in release.groups.filter(n=None))

    def test_answers_are_kept_no_finer_than_they_were_released(self, asked: Campaign) -> None:
        before = set(AnswerCounter.objects.values_list("pk", flat=True))
        secrecy.close(asked, now=AFTER)
        after = AnswerCounter.objects.filter(campaign=asked.pk)
        assert set(after.values_list("bucket", flat=True)) == {""}
        assert after.get(cell="answered").count == 15
        assert not before & set(after.values_list("pk", flat=True))
        assert set(CommentText.objects.values_list("bucket", flat=True)) == {""}

    def test_it_closes_once(self, asked: Campaign) -> None:
        secrecy.close(asked, now=AFTER)
        secrecy.close(asked, now=AFTER)
        asked.refresh_from_db()
        assert (asked.state, asked.releases.count()) == (Campaign.State.CLOSED, 1)

    def test_of_fewer_than_k_answers_nothing_is_released_and_nothing_kept(
        self, maria: User, it: Department, analytics: Department
    ) -> None:
        campaign = make_campaign(maria, [it], "service-quality", storage="rows")
        for invitation in invite(campaign, [make_user(f"Person {n}", analytics) for n in range(4)], it):
            secrecy.submit(invitation.pk, all_alike(campaign, "2"), now=DURING)
        secrecy.close(campaign, now=AFTER)
        release = Release.objects.get(campaign=campaign)
        assert (release.invited, release.answered, release.figures.get("overall")) == (None, None, None)
        assert not AnswerCounter.objects.exists()
        assert not AnswerRow.objects.exists()

    def test_a_question_that_few_could_judge_is_not_told_of_a_group_that_is_shown(
        self, maria: User, it: Department, analytics: Department
    ) -> None:
        campaign = make_campaign(maria, [it])
        rare = str(Question.objects.get(code="E1").pk)
        asked = invite(campaign, [make_user(f"Person {n}", analytics) for n in range(8)], it)
        for place, invitation in enumerate(asked):
            told = {**all_alike(campaign, "3"), rare: ["4" if place < 3 else "none"]}
            secrecy.submit(invitation.pk, told, now=DURING)
        secrecy.close(campaign, now=AFTER)
        company = ReleasedGroup.objects.get(release__campaign=campaign, kind=ReleasedGroup.Kind.COMPANY)
        assert company.n == 8
        assert company.figures["questions"][rare]["grade"] == "hidden"
        assert company.figures["questions"][rare]["n"] is None

    def test_who_answered_may_be_told_apart_by_department_where_the_campaign_says_so(
        self, maria: User, it: Department, analytics: Department
    ) -> None:
        campaign = make_campaign(maria, [it], attribute=Campaign.Attribute.DEPARTMENT)
        other = make_department("warehouse", "Warehouse")
        people = [make_user(f"Person {n}", analytics if n < 6 else other) for n in range(12)]
        for invitation in invite(campaign, people, it):
            secrecy.submit(invitation.pk, all_alike(campaign, "3"), now=DURING)
        secrecy.close(campaign, now=AFTER)
        groups = ReleasedGroup.objects.filter(release__campaign=campaign, kind=ReleasedGroup.Kind.ASKER)
        assert sorted(groups.values_list("asker", "n")) == sorted([(analytics.pk, 6), (other.pk, 6)])

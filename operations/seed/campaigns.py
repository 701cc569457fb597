"""Surveys that were held: two pulses, the way of a request, service quality, needs twice; one pulse is open.

Answers are counted in bulk and closed by the same code as real ones: nobody could answer 10,000 times while a demo is
made. What a department gets follows from its pace, so surveys and figures of requests tell the same story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from requests_app.models import Department, Translated, User
from surveys import release, secrecy
from surveys.models import (
    AnswerCounter,
    AnswerRow,
    Campaign,
    CommentText,
    Dimension,
    Instrument,
    Invitation,
    Question,
    Questionnaire,
    QuestionnaireItem,
)
from surveys.secrecy.cells import answered_key
from surveys.secrecy.moderating import moderate
from surveys.secrecy.submitting import bucket_of

from . import content
from .dice import dice
from .world import World

OPEN_FOR = 14
WRITES = 0.2
CANNOT_JUDGE = 0.05
FORGOTTEN_AFTER = 30  # days
LOOKED_THROUGH_AFTER = 60  # days since it opened
# How people take to a need of each kind: (offered, missing) and how likely.
FEELINGS = {
    "M": [("2-5", 6), ("3-5", 2), ("1-5", 2), ("3-3", 1)],
    "O": [("1-5", 7), ("1-4", 1), ("2-5", 2), ("3-3", 1)],
    "A": [("1-3", 6), ("1-4", 2), ("1-5", 1), ("3-3", 2)],
    "I": [("3-3", 6), ("3-4", 2), ("1-3", 2), ("2-3", 1)],
}
MATTERS = {"M": 8, "O": 7, "A": 5, "I": 2}
WEIGHTS = dict(zip("RSAET", (32, 22, 19, 16, 11), strict=True))
# What the whole company is better and worse at, on the scale: so that not everything lies at one place of a map.
STANDING = {"R": 0.05, "S": -0.4, "A": 0.35, "E": -0.15, "T": 0.2}
# Somebody who is content answers so throughout, which is what makes statements of a dimension hang together.
MOOD = 0.6


@dataclass(frozen=True, slots=True)
class Plan:
    """`ago`: days since it opened; `share`: of those asked, how many answered; `better`: than half a year ago."""

    name: str
    questionnaire: str
    ago: int
    share: float
    better: float = 0.0
    about: tuple[str, ...] = content.DEPARTMENTS
    owner: str = ""
    fields: tuple[tuple[str, Any], ...] = ()


PLANS = [
    Plan("spring", "pulse", 170, 0.55),
    Plan("wishes", "service-needs", 140, 0.65, 0.0, ("it", "finance")),
    Plan("way", "journey", 110, 0.6, 0.1, ("it",), "it"),
    Plan("summer", "pulse", 80, 0.6, 0.25),
    Plan(
        "quality",
        "service-quality",
        50,
        0.5,
        0.2,
        ("it", "finance", "hr", "facilities"),
        fields=(("storage", "rows"), ("with_expectation", True), ("importance", "rank")),
    ),
    Plan("needs", "workplace-needs", 25, 0.65, 0.2, ("it",), "it", (("attribute", "department"),)),
    Plan("now", "pulse", 4, 0.3, 0.3),
]


def hold(world: World) -> None:
    """After the people: seven surveys, the last of them open, in which nobody of the cast has answered yet."""
    told = content.load("surveys")
    _write_needs("workplace-needs", told["needs_title"], told["needs"], world.departments["it"])
    _write_needs("service-needs", told["service_needs_title"], told["service_needs"], None)
    for plan in PLANS:
        Poll(world, plan, told).hold()


def _write_needs(code: str, title: dict[str, str], told: list[dict[str, Any]], owner: Department | None) -> None:
    needs = Questionnaire.objects.create(
        code=code, instrument=Instrument.KANO, title=_text(title), state="published", owner=owner
    )
    for place, need in enumerate(told, 1):
        measured_by = Question.objects.filter(code=need.get("measured_by", "")).order_by("version").last()
        question = Question.objects.create(
            code=need["code"], kind="kano", text=_text(need), owner=owner, measured_by=measured_by
        )
        QuestionnaireItem.objects.create(questionnaire=needs, question=question, position=place)


def _text(told: dict[str, str]) -> Translated:
    return Translated({code: told[code] for code in content.LANGUAGES.values()})


class Poll:
    """One survey: who was asked about whom, and what they answered."""

    def __init__(self, world: World, plan: Plan, told: dict[str, Any]) -> None:
        self.world, self.plan, self.told = world, plan, told
        self.dice = dice(world.year.today, "survey", plan.name)
        self.opened = world.now - timedelta(days=plan.ago)
        self.closes = self.opened + timedelta(days=OPEN_FOR)
        self.campaign = self._campaign()
        self.questions = self.campaign.questionnaire.in_order()
        self.needs = {need["code"]: need for need in [*told["needs"], *told["service_needs"]]}
        self.cells: Counter[tuple[str, str, str]] = Counter()
        self.rows: list[AnswerRow] = []
        self.comments: list[CommentText] = []
        # Nobody writes word for word what somebody else wrote.
        self.unsaid = self.dice.sample(told["comments"]["texts"], len(told["comments"]["texts"]))

    def hold(self) -> None:
        invited = list(self._invite())
        for invitation, about in invited:
            if invitation.done:
                self._answer(invitation, about)
        Invitation.objects.bulk_create(invitation for invitation, _about in invited)
        self._write()
        if self.closes < self.world.now:
            secrecy.close(self.campaign, now=self.closes)
            self._look_through()
        if self.closes + timedelta(days=FORGOTTEN_AFTER) < self.world.now:
            self.campaign.invitations.update(person=None)

    def _campaign(self) -> Campaign:
        plan, departments = self.plan, self.world.departments
        campaign = Campaign.objects.create(
            id=UUID(int=self.dice.getrandbits(128), version=4),
            title=_text(self.told["titles"][plan.name]),
            purpose=_text(self.told["purpose"]) if plan.questionnaire == "pulse" else {},
            changed_since=_text(self.told["changed"]) if plan.name == "now" else {},
            questionnaire=Questionnaire.objects.get(code=plan.questionnaire, version=1),
            owner=departments[plan.owner] if plan.owner else None,
            state=Campaign.State.OPEN,
            opens_on=self.opened.date(),
            closes_on=self.closes.date(),
            created_by=self.world.staff.cast["ada.lind"],
            created_at=self.opened - timedelta(days=7),
            **dict(plan.fields),
        )
        campaign.about.set(departments[code] for code in plan.about)
        return campaign

    def _invite(self) -> Iterator[tuple[Invitation, Department]]:
        """Everybody about one department they do not belong to; Li Wei about IT."""
        about = [self.world.departments[code] for code in self.plan.about]
        cast = set(self.world.staff.cast.values())
        for person in self.world.staff.users:
            others = [one for one in about if one.pk != person.department_id]
            if person.is_active and others:
                asked_about = others[0] if person in cast else self.dice.choice(others)
                invitation = Invitation(
                    person=person,
                    campaign=self.campaign,
                    instrument=self.campaign.questionnaire.instrument,
                    department=asked_about,
                    sent_on=self.campaign.opens_on,
                    wave=1 if self.dice.random() < 0.6 else 2 if self.plan.ago > OPEN_FOR else 1,
                    done=self._answers(person, cast),
                )
                yield invitation, asked_about

    def _answers(self, person: User, cast: set[User]) -> bool:
        answers = self.dice.random() < self.plan.share
        return answers and not (person in cast and self.closes > self.world.now)

    def _answer(self, invitation: Invitation, about: Department) -> None:
        bucket, rng = bucket_of(invitation, self.campaign), self.dice
        answers: dict[str, str | list[str]] = {}
        mood = rng.gauss(0, MOOD)
        for question in self.questions:
            if question.kind == Question.Kind.TEXT:
                self._comment(bucket, question)
            elif question.kind == Question.Kind.KANO:
                answers[str(question.pk)] = self._feeling(rng, self._letter(question, about))
            else:
                answers[str(question.pk)] = self._judgement(rng, about, question, mood)
        own = answered_key(self.campaign)
        if self.campaign.importance == Campaign.Importance.RANK:
            answers[own] = self._ranks(rng)
        for question_key, cells in answers.items():
            for cell in [cells] if isinstance(cells, str) else cells:
                self.cells[bucket, question_key, cell] += 1
        self.cells[bucket, own, "answered"] += 1
        if self.campaign.storage == Campaign.Storage.ROWS:
            self.rows.append(AnswerRow(campaign=self.campaign.pk, bucket="", answers=answers))

    def _judgement(self, rng: Random, about: Department, question: Question, mood: float) -> str:
        if rng.random() < CANNOT_JUDGE:
            return "none"
        pace = self._pace(about.code)
        shift = dice("item", about.code, question.code).uniform(-0.25, 0.25) + STANDING.get(question.dimension, 0)
        usual = 5.5 - 4 * pace + self.plan.better * (about.code == "it")
        got = _point(rng.gauss(usual + shift + mood, 0.65))
        return f"{got}-{_point(rng.gauss(4.4, 0.6))}" if self.campaign.with_expectation else str(got)

    def _pace(self, code: str) -> float:
        return next(one.pace for one in content.departments() if one.code == code)

    def _letter(self, question: Question, about: Department) -> str:
        """Of which kind the need is; some are another need for another department."""
        need = self.needs[question.code]
        letter: str = need.get("of", {}).get(about.code, need["letter"])
        return letter

    def _feeling(self, rng: Random, letter: str) -> list[str]:
        pairs, weights = zip(*FEELINGS[letter], strict=True)
        number = min(9, max(1, round(rng.gauss(MATTERS[letter], 1.2))))
        return [rng.choices(pairs, weights)[0], f"importance:{number}"]

    def _ranks(self, rng: Random) -> list[str]:
        order = sorted(Dimension.values, key=lambda one: -WEIGHTS[one] * rng.lognormvariate(0, 0.5))
        return [f"rank:{dimension}:{rank}" for rank, dimension in enumerate(order, 1)]

    def _comment(self, bucket: str, question: Question) -> None:
        if self.unsaid and self.dice.random() < WRITES:
            text = self.unsaid.pop()
            self.comments.append(CommentText(campaign=self.campaign.pk, bucket=bucket, question=question.pk, text=text))

    def _write(self) -> None:
        counters = [
            AnswerCounter(campaign=self.campaign.pk, bucket=bucket, question=question, cell=cell, count=count)
            for (bucket, question, cell), count in self.cells.items()
        ]
        AnswerCounter.objects.bulk_create(self._all_cells(counters), batch_size=2_000)
        AnswerRow.objects.bulk_create(self.rows, batch_size=1_000)
        CommentText.objects.bulk_create(self.comments)

    def _look_through(self) -> None:
        """Of surveys that lie back a while somebody has read what people wrote; the newest still waits for that."""
        by, campaign = self.world.staff.cast["ada.lind"], Campaign.objects.get(pk=self.campaign.pk)
        if self.plan.ago > LOOKED_THROUGH_AFTER:
            for comment in release.comments_of(campaign):
                moderate(campaign, comment.pk, text=comment.text, shown=True, by=by)

    def _all_cells(self, counted: list[AnswerCounter]) -> list[AnswerCounter]:
        """While it is open, those nobody chose as well: whoever answers next finds them."""
        if self.closes < self.world.now:
            return counted
        known = {(one.bucket, str(one.question), one.cell) for one in counted}
        possible = secrecy.all_cells(self.campaign, self.questions)
        others = [
            AnswerCounter(campaign=self.campaign.pk, bucket=bucket, question=question, cell=cell)
            for bucket in sorted({one.bucket for one in counted})
            for question, cells in possible.items()
            for cell in cells
            if (bucket, question, cell) not in known
        ]
        return [*counted, *others]


def _point(value: float) -> int:
    return min(5, max(1, round(value)))

"""Plain helpers that make what a test needs, with names and defaults that read well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from dashboards.meetings import verbs as meetings
from dashboards.meetings.models import ReviewMeeting
from dashboards.models import Annotation, Goal
from requests_app import articles, clock, form_drafts, notices, people_import, sheets, transitions
from requests_app.attachments import uploading
from requests_app.fields.questions import read_questions
from requests_app.hooks import setting_up as hooks
from requests_app.hooks.setting_up import Wanted
from requests_app.models import (
    Article,
    Attachment,
    Department,
    FormVersion,
    Hook,
    Membership,
    Notice,
    PeopleImport,
    Service,
    ServiceRequest,
    Sheet,
    User,
)
from sla.models import ServiceStandard
from surveys import reviewing, rubrics
from surveys.campaigns import writing
from surveys.improving import verbs as improving
from surveys.models import (
    Campaign,
    Improvement,
    Instrument,
    Question,
    Questionnaire,
    QuestionnaireItem,
    Review,
    Rubric,
    Suggestion,
    TrainingSession,
)
from surveys.suggestions import verbs as suggesting
from surveys.training import verbs as training
from tests.files import picture, upload

PASSWORD = "correct horse battery"


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def make_department(code: str, name: str = "", **fields: Any) -> Department:
    return Department.objects.create(code=code, name={"en": name or code.capitalize()}, **fields)


def make_user(name: str, department: Department | None = None, **fields: Any) -> User:
    email = fields.pop("email", f"{slugify(name) or 'person'}@example.com")
    return User.objects.create_user(email, PASSWORD, display_name=name, department=department, **fields)


def make_agent(name: str, department: Department, role: str = Membership.Role.AGENT, **fields: Any) -> User:
    user = make_user(name, department, **fields)
    Membership.objects.create(user=user, department=department, role=role)
    return user


def make_manager(name: str, department: Department, **fields: Any) -> User:
    return make_agent(name, department, Membership.Role.MANAGER, **fields)


def make_service(provider: Department, code: str, name: str = "", **fields: Any) -> Service:
    return Service.objects.create(provider=provider, code=code, name={"en": name or code.capitalize()}, **fields)


def make_request(
    service: Service,
    requester: User,
    title: str = "Two laptops for new starters",
    *,
    now: datetime | None = None,
    **filing: Any,
) -> ServiceRequest:
    """Filed through the real verb, with its journal line and everything that hangs on it."""
    return transitions.submit(service, transitions.Filing(title, **filing), requester=requester, by=requester, now=now)


def make_file(
    by: User, request: ServiceRequest | None = None, name: str = "photo.png", content: bytes | None = None
) -> Attachment:
    """Uploaded by this person, and sent with a reply where a request is given; a small picture unless said."""
    file = uploading.accept(upload(name, picture() if content is None else content), by=by)
    if request is not None:
        transitions.reply(request, "See the file", files=[file.pk], by=by)
    return file


def make_hook(department: Department | None, by: User, name: str = "Chat", **wanted: Any) -> Hook:
    """Through the real verb; to a host of which nobody asks whether it is allowed."""
    said = Wanted(name=name, **{"url": "https://hooks.example.com/", **wanted})
    return hooks.begin(department, said, by=by, now=clock.now())


def make_article(
    department: Department, by: User, title: str | Mapping[str, str] = "How to", **written: Any
) -> Article:
    """Published through the real verbs."""
    said = {"title": title if isinstance(title, Mapping) else {"en": title}, "body": {"en": "Do it."}, **written}
    if isinstance(said.get("review_on"), str):
        said["review_on"] = date.fromisoformat(said["review_on"])
    begun = articles.begin(department, articles.Written(**said), by=by)
    return articles.publish(begun, edition=begun.edition, by=by)


def make_notice(department: Department, by: User, title: str = "Notice", *, kind: str = "info", **said: Any) -> Notice:
    """Published through the real verbs, at once."""
    for name in ("begins_at", "ends_at"):
        if isinstance(said.get(name), str):
            said[name] = datetime.fromisoformat(said[name])
    announced = notices.Announced(**{"kind": kind, "title": {"en": title}, "text": {"en": "Text."}, **said})
    begun = notices.begin(department, announced, by=by)
    return notices.publish(begun, edition=begun.edition, by=by)


def make_sheet(department: Department, by: User, title: str = "Stock", **said: Any) -> Sheet:
    """A small table, published through the real verb."""
    table = {"columns": ["Item", "Left"], "rows": [["Lamp", "3"], ["Chair", "12"]]}
    published = sheets.Published(**{"kind": "table", "title": {"en": title}, "body": {}, **table, **said})
    return sheets.begin(department, published, by=by)


ALWAYS_OPEN = {
    "tz": "UTC",
    "weekly": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
}
OFFICE_HOURS = {
    "tz": "Europe/Berlin",
    "weekly": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}


def calendar_code(spec: Mapping[str, Any]) -> str:
    """Of the calendar that `make_standard` makes for these hours."""
    return f"{spec['tz']}-{len(str(spec))}".lower().replace("/", "-")


def make_standard(
    department: Department,
    service: Service | None = None,
    *,
    first_response: int | None = 2 * 3600,
    resolution: int | None = 8 * 3600,
    warn: tuple[int, ...] = (50, 80),
    spec: dict[str, Any] = ALWAYS_OPEN,
    since: datetime = datetime(2020, 1, 1, tzinfo=UTC),
    by_priority: Mapping[tuple[str, int | None], int] | None = None,
    **proposal: Any,
) -> ServiceStandard:
    """In force since 2020 through the real verbs; targets in working seconds for every priority, or for one of them.

    `scope`: the id of the requester's department and the priority it is for, where it is not for all.
    """
    from sla import calendars, proposals, standards
    from sla.models import Scope
    from sla.steps import warnings
    from sla.terms import Target

    code = calendar_code(spec)
    version = calendars.ensure(code, {"en": code}, spec, now=since)
    seconds: dict[tuple[str, int | None], int | None] = {
        ("first_response", None): first_response,
        ("resolution", None): resolution,
        **(by_priority or {}),
    }
    values = {
        "name": {"en": "Standard"},
        "pledge": {"en": "We keep you posted."},
        "calendar": version.calendar,
        "targets": {key: Target(value, warnings(warn)) for key, value in seconds.items() if value},
        "pause_statuses": ("waiting",),
        **proposal,
    }
    scope = Scope(department.pk, service.pk if service else None, *values.pop("scope", ()))
    draft = standards.draft(scope, proposals.Proposal(**values), by=None)
    return standards.publish(draft, by=None, now=since, since=since)


def make_form(service: Service, *questions: Mapping[str, Any], now: datetime | None = None) -> FormVersion:
    """Published through the real verbs. A question needs a kind; code and label come by themselves."""
    rows = [
        {"code": f"{row['kind']}-{at}", "label": {"en": f"Question {at}"}, **row} for at, row in enumerate(questions, 1)
    ]
    draft = FormVersion.objects.draft_of(service)
    edition = draft.edition if draft else 0
    saved = form_drafts.save(service, read_questions(rows), edition=edition, by=None, now=now)
    return form_drafts.publish(service, edition=saved.edition, by=None, now=now)


CRITERIA = ({"en": "Understood the need"}, {"en": "Kept everybody posted"}, {"en": "Wrote down what was done"})


def make_open_campaign(*about: Department, by: User, owner: Department | None = None, **fields: Any) -> Campaign:
    """A pulse that is open in June 2026 and asks about these departments; the first of them runs it."""
    pulse = Questionnaire.objects.get(code=fields.pop("code", "pulse"), version=1)
    days = {"opens_on": date(2026, 6, 1), "closes_on": date(2026, 6, 30), "created_at": utc(2026, 5, 1)}
    campaign = Campaign.objects.create(
        **{"title": {"en": "Pulse"}, "questionnaire": pulse, "state": "open", **days, **fields},
        created_by=by,
        owner=owner or (about[0] if about else None),
    )
    campaign.about.set(about)
    return campaign


def make_people_import(by: User, *, started: bool = False) -> PeopleImport:
    """A list of one new person, through the real verbs."""
    imported = people_import.receive("people.csv", b"Name,E-mail\nKim,kim@example.com\n", by=by)
    if started:
        people_import.start(imported, by=by)
    return imported


def make_rubric(service: Service, *reviewers: User, percent: int = 100, now: datetime | None = None) -> Rubric:
    """Three criteria, through the real verb; every finished request is drawn unless said."""
    rubric = rubrics.set_rubric(service, rubrics.Plan(CRITERIA, percent, reviewers), by=None, now=now)
    assert rubric
    return rubric


def make_review(
    request: ServiceRequest, *, reviewer: User, owner: User, scores: tuple[int | None, ...] = (2, 1, 0), words: str = ""
) -> Review:
    """Of a finished request, and sent already."""
    known = Rubric.objects.in_use().filter(service=request.service).first()
    at = request.resolved_at or request.filed_at
    drawn = Review.objects.create(
        request=request,
        rubric=known or make_rubric(request.service, reviewer, owner),
        department=request.department,
        reviewer=reviewer,
        owner=owner,
        drawn_at=at,
        due_at=at + timedelta(days=14),
    )
    said = dict(zip(drawn.rubric.texts, scores, strict=True))
    return reviewing.score(drawn, said, words, by=reviewer, now=at)


def make_questionnaire(
    code: str = "short", *, owner: Department | None = None, published: bool = True
) -> Questionnaire:
    """One question on a scale of five."""
    question = Question.objects.create(
        code=f"{code}-1", kind="scale", text={"en": "Is {department} quick?"}, owner=owner
    )
    state = Questionnaire.State.PUBLISHED if published else Questionnaire.State.DRAFT
    made = Questionnaire.objects.create(
        code=code, instrument=Instrument.OWN, title={"en": "Short"}, state=state, owner=owner
    )
    QuestionnaireItem.objects.create(questionnaire=made, question=question, position=1)
    return made


def make_campaign(
    *about: Department, by: User, title: str = "How we work", questionnaire: Questionnaire | None = None
) -> Campaign:
    """A draft of the first of these departments, through the real verb."""
    what = writing.What(
        questionnaire=questionnaire or make_questionnaire(),
        owner=about[0],
        about=about,
        title={"en": title},
        purpose={"en": "We plan."},
        changed_since={},
    )
    return writing.begin(what, by=by)


def make_improvement(department: Department, by: User, title: str = "Answer sooner", **said: Any) -> Improvement:
    """An idea, through the real verb."""
    plan = improving.Plan(**{"title": {"en": title}, "kind": "process", "finding": "People wait.", **said})
    return improving.begin(department, plan, by=by)


def make_session(
    improvement: Improvement, by: User, title: str = "The archive in an hour", **said: Any
) -> TrainingSession:
    """Planned through the real verb for 6 July 2026, offered to everybody unless said."""
    begins = utc(2026, 7, 6, 9)
    wanted = {"title": {"en": title}, "text": {}, "starts_at": begins, "ends_at": begins + timedelta(hours=1)}
    rest = {"place": "Room 2", "link": "", "seats": 8, "offered_to": "everybody", "led_by": by}
    return training.plan(improvement, training.Outline(**{**wanted, **rest, **said}), by=by)


def make_suggestion(
    department: Department, by: User, title: str = "A shelf for parcels", *, signed: bool = False
) -> Suggestion:
    """Unsigned unless said, through the real verb."""
    return suggesting.suggest(
        department, title, "So that nobody searches.", signed_by=by if signed else None, counted=by
    )


def make_goal(department: Department, indicator: str = "done_kept", value: str = "90.0", **fields: Any) -> Goal:
    """Until the end of the decade."""
    wanted = {"until": date(2030, 12, 31), **fields}
    return Goal.objects.create(department=department, indicator=indicator, value=Decimal(value), **wanted)


def make_annotation(
    department: Department | None, day: date = date(2026, 6, 10), text: str = "New mail system"
) -> Annotation:
    """Without a department: of the whole company."""
    return Annotation.objects.create(department=department, day=day, text=text)


def make_meeting(department: Department, by: User, *, starts_at: datetime, other: str = "met") -> ReviewMeeting:
    """The first of a service review with another department, which is made for it."""
    outline = meetings.Outline(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), place="Room 3", link="")
    return meetings.begin([department, make_department(other)], 4, outline, by=by).meetings.get()

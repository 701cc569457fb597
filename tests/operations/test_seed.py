"""The demo company: believable, lived by the verbs' rules, quiet, and with something for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Avg, Q
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from dashboards.models import DayFigures, StaleDay
from operations.seed import company, content
from requests_app.demo import CAST
from requests_app.fields.directory import Portal
from requests_app.fields.drafting import problems
from requests_app.fields.validation import validate
from requests_app.models import (
    Absence,
    ApprovalRound,
    ApprovalRule,
    AssignmentRule,
    Batch,
    Delivery,
    Department,
    Effort,
    EffortTimer,
    FormVersion,
    MessageEdit,
    Notification,
    Occurrence,
    Outreach,
    RequestEvent,
    Service,
    ServiceRequest,
    Undertaking,
    User,
)
from requests_app.states import Status, Verb
from requests_app.tours import TOURS
from sla import audit, checklists, closing, records, sweep
from sla.models import CalendarDraft, CalendarVersion, ChecklistTick, Clock, ClockEvent, ServiceStandard
from surveys import inviting
from surveys.models import Instrument, Invitation, Rating
from tests.conftest import SignedIn
from tests.operations.seeded import AGAIN, NOW, at, everything_about, live_again

pytestmark = pytest.mark.xdist_group("seed")

REQUESTS = 420


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[company.Made]:
    """The company, made once for all tests here that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic(), at(NOW):
        yield company.make(NOW, requests=REQUESTS, people_count=60)
        transaction.set_rollback(True)


@pytest.fixture
def demo(made: company.Made, db: None) -> company.Made:
    return made


class TestPeople:
    def test_the_cast_of_the_sign_in_page_works_there(self, demo: company.Made) -> None:
        cast = {user.email: user for user in User.objects.filter(email__in=[email for email, _words in CAST])}
        assert len(cast) == len(CAST)
        roles = {email.split("@")[0]: list(user.roles.values()) for email, user in cast.items()}
        assert roles == {
            "li.wei": [], "olga.petrova": ["agent"], "anna.orlova": ["agent"], "chen.yu": ["agent"],
            "maria.schulz": ["manager"], "ada.lind": [],
        }  # fmt: skip
        assert cast["ada.lind@example.com"].is_admin
        assert cast["maria.schulz@example.com"].heads.get().code == "it"

    def test_every_department_answers_in_all_three_languages(self, demo: company.Made) -> None:
        for department in Department.objects.filter(merged_into=None):
            team = User.objects.working_in(department)
            assert {user.language for user in team} == {"en", "zh-hans", "ru"}, department.code
            assert {user.time_zone for user in team} == {department.time_zone}, department.code
            assert department.head is not None

    def test_nobody_can_sign_in_with_a_password(self, demo: company.Made) -> None:
        user = User.objects.earliest("pk")
        assert not any(user.check_password(guess) for guess in ("", "demo", "password", user.email, "example.com"))


class TestForms:
    def test_services_ask_in_every_language_and_have_conditions(self, demo: company.Made) -> None:
        forms = FormVersion.objects.published()
        assert forms.values("service").distinct().count() >= 5
        for form in forms:
            assert problems(form.questions, kinds={}) == []
            assert any(question.when for question in form.questions)
            for question in form.questions:
                texts = [question.label, *(choice.label for choice in question.choices)]
                assert all(set(text) == {"en", "zh-hans", "ru"} for text in texts), question.code

    def test_whoever_filed_since_then_answered_as_the_form_wants(self, demo: company.Made) -> None:
        answered = ServiceRequest.objects.exclude(form=None).select_related("form")
        assert answered.count() > 20
        for request in answered:
            assert request.form is not None
            result = validate(request.form, request.answers, Portal(request.filed_at.date()))
            assert (result.answers, result.errors) == (request.answers, {})
        assert not ServiceRequest.objects.filter(form=None).exclude(answers={}).exists()


class TestCatalogue:
    def test_there_are_thirty_services_with_every_text_in_every_language(self, demo: company.Made) -> None:
        everyday = [service.code for department in content.departments() for service in department.services]
        assert Service.objects.published().filter(code__in=everyday).count() == len(everyday) == 30
        for service in Service.objects.all():
            for text in (service.name, service.description, service.to_bring):
                assert set(text) == {"en", "zh-hans", "ru"}, service.code
                assert all(text.values()), service.code

    def test_their_icons_exist(self) -> None:
        for department in content.departments():
            for service in department.services:
                icon = Template("{% load heroicons %}{% heroicon_outline name %}").render(
                    Context({"name": service.icon})
                )
                assert "<svg" in icon

    def test_no_placeholder_is_left_in_what_people_wrote(self, demo: company.Made) -> None:
        written = [text for pair in ServiceRequest.objects.values_list("title", "description") for text in pair]
        written += RequestEvent.objects.exclude(message=None).values_list("message__text", flat=True)
        assert [text for text in written if "{" in text or "}" in text] == []

    def test_people_write_in_their_language(self, demo: company.Made) -> None:
        for request in ServiceRequest.objects.select_related("requester").filter(requester__language="ru"):
            assert any("а" <= letter <= "я" for letter in request.title.lower()), request.title
        for request in ServiceRequest.objects.select_related("requester").filter(requester__language="zh-hans"):
            assert any("一" <= letter <= "鿿" for letter in request.title), request.title


class TestWhatIsSeldom:
    """Capabilities that half a year of everyday requests would not show."""

    def test_services_for_some_for_nobody_yet_and_no_longer(self, demo: company.Made) -> None:
        assert {*Service.objects.values_list("state", flat=True)} == {*Service.State.values}
        some = Service.objects.get(audience=Service.Audience.SOME)
        insider, outsider = (User.objects.get(email=f"{name}@example.com") for name in ("li.wei", "chen.yu"))
        assert some in Service.objects.offered_to(insider)
        assert some not in Service.objects.offered_to(outsider)

    def test_a_confidential_request_is_seen_by_its_handler_and_not_by_their_manager(self, demo: company.Made) -> None:
        asked = ServiceRequest.objects.get(service__is_confidential=True)
        (handler,) = asked.service.handlers.all()
        leader = User.objects.get(memberships__department=asked.department, memberships__role="manager")
        assert asked in ServiceRequest.objects.visible_to(handler)
        assert asked not in ServiceRequest.objects.visible_to(leader)

    def test_something_recurring_was_filed_today(self, demo: company.Made) -> None:
        filed = Occurrence.objects.get(outcome=Occurrence.Outcome.FILED)
        assert filed.day == NOW.date()
        assert filed.request is not None
        assert filed.request.requester == filed.recurrence.owner

    def test_one_message_went_to_everybody_hit_by_an_outage(self, demo: company.Made) -> None:
        told = Outreach.objects.get()
        assert told.done_at is not None
        assert told.posts.count() == told.posts.filter(state="sent").count() > 0

    def test_a_checklist_is_half_done_and_two_wait_for_or_had_a_second_pair_of_eyes(self, demo: company.Made) -> None:
        ticked = ServiceRequest.objects.filter(pk__in=ChecklistTick.objects.values("request")).order_by("pk")
        known = [checklists.checklist_of(one) for one in ticked]
        (half,) = [one for one in known if not one.wants_check]
        assert 0 < half.ticked < len(half.items)
        two = [one for one in known if one.wants_check]
        assert all(one.ticked == len(one.items) for one in two)
        assert sorted(one.check is not None for one in two) == [False, True]

    def test_a_message_was_put_right(self, demo: company.Made) -> None:
        (before,) = MessageEdit.objects.all()
        assert "четверга" in before.text
        assert "пятницы" in before.message.text

    def test_many_were_changed_at_once_but_for_ones_own(self, demo: company.Made) -> None:
        (batch,) = Batch.objects.all()
        assert batch.state == Batch.State.DONE
        assert batch.items.changed().count() == 3
        (own,) = batch.items.refused()
        assert own.request.requester == batch.started_by

    def test_olga_noted_time_and_her_timer_runs(self, demo: company.Made) -> None:
        (timer,) = EffortTimer.objects.all()
        noted = Effort.objects.of(timer.person).spent_on(timer.request)
        assert sorted(noted.values_list("source", "minutes")) == [("click", 5), ("timer", 25)]

    def test_a_department_became_part_of_another_with_all_it_had(self, demo: company.Made) -> None:
        (travel,) = Department.objects.exclude(merged_into=None)
        assert travel.merged_into is not None
        assert not Service.objects.filter(provider=travel).exists()
        asked = ServiceRequest.objects.get(legs__department=travel, legs__to_at__isnull=False)
        assert asked.department == travel.merged_into
        (merger,) = Undertaking.objects.all()
        assert (merger.state, merger.failures) == (Undertaking.State.DONE, [])


class TestStandards:
    def test_every_department_promises_something_and_three_drafts_wait(self, demo: company.Made) -> None:
        in_force = ServiceStandard.objects.in_force(NOW)
        assert in_force.values("department").distinct().count() == 8
        assert ServiceStandard.objects.drafts().count() == 3
        assert ServiceStandard.objects.filter(number=2, state="published").exists()
        for standard in ServiceStandard.objects.all():
            assert set(standard.pledge) == set(standard.name) == {"en", "zh-hans", "ru"}

    def test_a_calendar_is_being_changed(self, demo: company.Made) -> None:
        (draft,) = CalendarDraft.objects.all()
        (own,) = [day for day, said in draft.days.items() if not said.get("origin")]
        assert date.fromisoformat(own).weekday() == 4
        assert own > f"{NOW:%Y-%m-%d}"

    def test_chinese_working_saturdays_and_russian_short_days_are_in_the_calendars(self, demo: company.Made) -> None:
        version = CalendarVersion.objects.get(calendar__code="logistics")
        assert version.days["2026-02-28"]["kind"] == "workday"
        china = version.spec
        assert "2026-02-28" in china["workdays"]  # made up for the Spring Festival
        assert "2026-10-01" in china["holidays"]
        russia = CalendarVersion.objects.get(calendar__code="finance").spec
        assert russia["exceptions"]["2026-06-11"] == [["09:00", "13:00"], ["14:00", "17:00"]]
        assert russia["exceptions"]["2026-04-30"] == [["09:00", "13:00"], ["14:00", "17:00"]]
        assert "2026-01-09" in russia["holidays"]


class TestRhythm:
    def test_people_file_on_working_days_in_the_daytime(self, demo: company.Made) -> None:
        filed = [
            moment.astimezone(ZoneInfo(zone))
            for moment, zone in ServiceRequest.objects.values_list("filed_at", "requester__time_zone")
        ]
        assert sum(moment.weekday() >= 5 for moment in filed) / len(filed) < 0.05
        assert sum(not 8 <= moment.hour < 19 for moment in filed) / len(filed) < 0.04
        mornings = sum(9 <= moment.hour < 12 for moment in filed)
        assert mornings > sum(12 <= moment.hour < 15 for moment in filed)

    def test_departments_act_in_their_promised_hours(self, demo: company.Made) -> None:
        acts = RequestEvent.objects.filter(verb__in=(Verb.STARTED, Verb.RESOLVED)).select_related("department")
        nights = sum(not 6 <= event.at.astimezone(event.department.zone).hour < 22 for event in acts)
        assert nights == 0

    def test_nothing_is_ahead_of_its_time_and_half_a_year_is_told(self, demo: company.Made) -> None:
        moments = list(RequestEvent.objects.order_by("at").values_list("at", flat=True))
        assert moments[-1] <= NOW
        assert timedelta(days=170) < moments[-1] - moments[0] < timedelta(days=190)

    def test_every_verb_is_used_and_every_state_is_seen(self, demo: company.Made) -> None:
        # Nobody in the company has applied a new standard to what was already open, corrected what they had written or
        # linked, or left while they were asked to approve. Nothing is old enough for a rule to empty it.
        corrections = {Verb.NOTE_EDITED, Verb.FILE_REMOVED, Verb.NOTE_FILE_REMOVED, Verb.NOTICE_UNLINKED}
        corrections |= {Verb.APPROVER_REPLACED, Verb.EMPTIED}
        used = set(RequestEvent.objects.values_list("verb", flat=True))
        assert used == {verb.value for verb in Verb} - corrections - {Verb.STANDARD_APPLIED}
        assert set(ServiceRequest.objects.values_list("status", flat=True)) >= {
            Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED, Status.CLOSED,
        }  # fmt: skip

    def test_most_promises_are_kept_and_some_are_not(self, demo: company.Made) -> None:
        for metric in ("first_response", "resolution"):
            states = list(Clock.objects.filter(metric=metric).values_list("state", flat=True))
            kept, broken = states.count("met"), states.count("missed")
            assert 0.78 < kept / (kept + broken) < 0.97, metric


class TestLivedByTheVerbs:
    def test_the_real_verbs_write_the_same_rows(self, demo: company.Made) -> None:
        chosen = self.with_every_verb()
        assert len(chosen) > 30
        ApprovalRule.objects.all().delete()  # the history knew none, and nobody away
        AssignmentRule.objects.all().delete()
        Absence.objects.all().delete()
        with at(NOW.replace(minute=0)):
            twins = [(original, live_again(original)) for original in chosen]
            sweep.sweep(now=NOW.replace(minute=0))
        for original, twin in twins:
            assert everything_about(twin) == everything_about(original)

    def with_every_verb(self) -> list[ServiceRequest]:
        """Some of each verb, and everything that is still open."""
        chosen = set(ServiceRequest.objects.open().order_by("pk").values_list("pk", flat=True)[:12])
        for verb in AGAIN:
            lines = RequestEvent.objects.filter(verb=verb).order_by("-id")
            chosen |= set(lines.values_list("request", flat=True)[:3])
        # What `together` tells is told by the real verbs already.
        told = RequestEvent.objects.exclude(verb__in=[Verb.SUBMITTED, *AGAIN])
        told |= RequestEvent.objects.filter(
            data__has_any_keys=["because", "from_service", "why", "reorganised", "recurrence"]
        )
        by_itself = ServiceRequest.objects.filter(pk__in=chosen, parent=None)
        by_itself = by_itself.exclude(approval_rounds__in=ApprovalRound.objects.filter(asked_by=None))
        # Whoever is away now is away for the twin from its beginning, and a stand-in would be asked.
        by_itself = by_itself.exclude(approvals__approver__in=Absence.objects.values("user"))
        return list(by_itself.exclude(pk__in=told.order_by().values("request")).order_by("pk"))

    def test_consumed_time_can_be_counted_again_from_the_pieces(self, demo: company.Made) -> None:
        for clock in Clock.objects.prefetch_related("segments"):
            running = clock.running_since or clock.stopped_at or NOW
            assert records.rederive(clock, running) == clock.consumed_us

    def test_the_nightly_recount_finds_nothing(self, demo: company.Made) -> None:
        checked, differences = audit.recount(Clock.objects.all(), NOW)
        assert checked > REQUESTS
        assert differences == []

    def test_breaches_were_noticed_when_they_happened(self, demo: company.Made) -> None:
        broken = Clock.objects.filter(breached_at__isnull=False)
        assert broken.count() > 20
        for clock in broken.prefetch_related("events"):
            assert clock.breached_at in {event.occurred_at for event in clock.events.all() if event.kind == "breach"}
        assert not ClockEvent.objects.filter(occurred_at__gt=NOW).exists()


class TestTimeGoesOnQuietly:
    def test_no_mail_waits(self, demo: company.Made) -> None:
        assert not Delivery.objects.exists()

    def test_the_next_rounds_find_nothing_to_catch_up_with(self, demo: company.Made) -> None:
        now = NOW.replace(minute=0)
        assert sweep.sweep(now=now) == 0
        assert closing.close_resolved(now=now) == 0
        assert inviting.invite_due(now=now) == 0

    def test_only_the_cast_is_told_and_only_a_handful(self, demo: company.Made) -> None:
        told = Notification.objects.values_list("recipient__email", flat=True)
        assert {*told} <= {email for email, _words in CAST}
        # Twelve, and the note of the morning.
        assert max(list(told).count(email) for email in {*told}) <= 13
        mine = list(Notification.objects.filter(recipient__email="li.wei@example.com").newest_first())
        # The morning's note, and the newest of the others.
        assert [one.kind for one in mine].index("morning_note") == 0
        assert [one.read_at is None for one in mine[1:]] == [True] * 3 + [False] * (len(mine) - 4)
        assert [one.created_at for one in mine[1:]] == sorted((one.created_at for one in mine[1:]), reverse=True)

    def test_the_figures_are_counted(self, demo: company.Made) -> None:
        assert not StaleDay.objects.exists()
        assert sum(DayFigures.objects.values_list("filed", flat=True)) == ServiceRequest.objects.count()


class TestRatings:
    def test_about_half_of_those_who_were_asked_answered(self, demo: company.Made) -> None:
        ratings = Invitation.objects.filter(instrument=Instrument.RATING)
        asked, done = ratings.count(), ratings.filter(done=True).count()
        assert done == Rating.objects.count()
        assert 0.3 < done / asked < 0.6

    def test_who_waited_too_long_is_less_content(self, demo: company.Made) -> None:
        late = Clock.objects.filter(breached_at__isnull=False, metric="resolution").values("request")
        scores = Rating.objects.exclude(csat=None).aggregate(
            waited=Avg("csat", filter=Q(request__in=late)), others=Avg("csat", filter=~Q(request__in=late))
        )
        assert scores["waited"] < scores["others"] - 0.3


class TestTheCastHasSomethingToShow:
    def page(self, sign_in: SignedIn, name: str, url: str) -> str:
        user = User.objects.get(email=f"{name}@example.com")
        with at(NOW):
            # A queue may lead to the view its manager set.
            answer = sign_in(user).get(url, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    def test_li_wei_finds_a_question_a_proposal_and_a_result(self, demo: company.Made, sign_in: SignedIn) -> None:
        waiting = self.page(sign_in, "li.wei", reverse("requests:waiting"))
        for title in ("给两位新同事申请笔记本电脑", "下周三客户来访", "10月出差报销"):
            assert title in waiting

    def test_li_wei_is_asked_to_rate_and_in_a_survey_and_has_a_promise(self, demo: company.Made) -> None:
        li_wei = User.objects.get(email="li.wei@example.com")
        open_ones = Invitation.objects.of(li_wei).filter(Q(campaign=None) | Q(campaign__state="open"), done=False)
        assert sorted(open_ones.values_list("instrument", flat=True)) == [Instrument.PULSE, Instrument.RATING]
        promised = ServiceRequest.objects.of(li_wei).open().filter(promised_at__gt=NOW)
        assert promised.count() >= 2

    def test_olga_has_one_at_risk_and_one_late(self, demo: company.Made, sign_in: SignedIn) -> None:
        olga = User.objects.get(email="olga.petrova@example.com")
        hers = ServiceRequest.objects.assigned_to(olga).open()
        assert hers.filter(due_at__lt=NOW).exists()
        assert hers.filter(due_at__gt=NOW, due_at__lt=NOW + timedelta(hours=4)).exists()
        assert hers.needs_requester().exists()
        queue = self.page(sign_in, "olga.petrova", reverse("queue", args=["it"]))
        assert "Mail to Adler &amp; Voss comes back" in queue

    @pytest.mark.parametrize(("name", "department"), [("anna.orlova", "finance"), ("chen.yu", "logistics")])
    def test_the_other_agents_have_work(
        self, demo: company.Made, sign_in: SignedIn, name: str, department: str
    ) -> None:
        user = User.objects.get(email=f"{name}@example.com")
        assert ServiceRequest.objects.assigned_to(user).open().count() >= 2
        assert self.page(sign_in, name, reverse("queue", args=[department]))

    @pytest.mark.parametrize("role", TOURS)
    def test_each_step_of_a_tour_shows_what_it_points_at(
        self, demo: company.Made, settings: Settings, role: str
    ) -> None:
        settings.DEMO = True
        client = Client()
        address = client.post("/tour/beginning/", {"role": role}).headers["Location"]
        for number, step in enumerate(TOURS[role].steps, 1):
            page, _hash, target = address.partition("#")
            answer = client.get(page)
            assert answer.status_code == 200, page
            html = answer.content.decode()
            assert target == step.target, page
            assert not target or f'id="{target}"' in html, address
            assert f"{number} of {len(TOURS[role].steps)}" in html
            address = client.post("/tour/step/", {"step": str(number + 1)}).headers["Location"]

    @pytest.mark.parametrize("name", [email.split("@")[0] for email, _words in CAST])
    def test_everybody_has_a_home_and_news(self, demo: company.Made, sign_in: SignedIn, name: str) -> None:
        assert self.page(sign_in, name, reverse("home"))
        assert self.page(sign_in, name, reverse("notifications:list"))
        assert Notification.objects.filter(recipient__email=f"{name}@example.com").exists()

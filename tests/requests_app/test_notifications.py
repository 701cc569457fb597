"""Who is told of what: once, in their language, and never about their own act."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from requests_app import clock, readership, transitions
from requests_app.models import (
    Delivery,
    Department,
    Membership,
    Notification,
    Participant,
    Service,
    ServiceRequest,
    User,
)
from requests_app.notifications import News, muting, notify, notify_all, reading, rules, texts
from requests_app.states import Verb
from tests.conftest import SignedIn, Travel
from tests.make import make_agent, make_department, make_request, make_service, make_user, utc

AT = utc(2026, 6, 11, 9)


def told(user: User) -> list[str]:
    """Kinds, oldest first; those that also go by mail carry a star."""
    rows = Notification.objects.of(user).order_by("id").prefetch_related("deliveries")
    return [row.kind + ("*" if row.deliveries.all() else "") for row in rows]


@pytest.fixture
def taken(laptop_request: ServiceRequest, olga: User) -> ServiceRequest:
    """Olga works on it; nobody has been told anything yet."""
    transitions.start(laptop_request, by=olga)
    Notification.objects.all().delete()
    return laptop_request


Act = Callable[[ServiceRequest, User, User], object]

# What happens to a request that Olga works on, the other side being Li Wei: who then has which rows.
BY_THE_DEPARTMENT: dict[str, tuple[Act, list[str]]] = {
    "reply": (lambda r, olga, li: transitions.reply(r, "Soon.", by=olga), ["reply*"]),
    "note": (lambda r, olga, li: transitions.reply(r, "Hm.", by=olga, internal=True), []),
    "ask": (lambda r, olga, li: transitions.ask(r, "Which?", by=olga), ["question*"]),
    "propose": (lambda r, olga, li: transitions.propose(r, "A tablet?", by=olga), ["proposal*"]),
    "promise": (
        lambda r, olga, li: transitions.promise(r, AT, "Parts", by=olga, now=AT - timedelta(days=1)),
        ["promise*"],
    ),
    "hold": (lambda r, olga, li: transitions.hold(r, "Supplier", by=olga), ["held"]),
    "resolve": (lambda r, olga, li: transitions.resolve(r, "Here.", by=olga), ["resolved*"]),
    "decline": (lambda r, olga, li: transitions.decline(r, "No budget", by=olga), ["declined*"]),
    "start": (lambda r, olga, li: transitions.resume(transitions.hold(r, "x", by=li), by=olga), []),
}
BY_THE_REQUESTER: dict[str, tuple[Act, list[str]]] = {
    "reply": (lambda r, olga, li: transitions.reply(r, "And a mouse.", by=li), ["requester_replied*"]),
    "amend": (lambda r, olga, li: transitions.amend(r, {"title": "Three laptops"}, by=li), ["amended"]),
    "chase": (lambda r, olga, li: transitions.chase(r, by=li), ["chase*"]),
    "cancel": (lambda r, olga, li: transitions.cancel(r, by=li), ["cancelled*"]),
    "answer": (lambda r, olga, li: transitions.answer(transitions.ask(r, "?", by=olga), "4711", by=li), ["answer*"]),
    "accept": (lambda r, olga, li: transitions.accept(transitions.propose(r, "?", by=olga), by=li), ["accepted*"]),
    "confirm": (lambda r, olga, li: transitions.confirm(transitions.resolve(r, by=olga), by=li), ["confirmed"]),
    "reopen": (lambda r, olga, li: transitions.reopen(transitions.resolve(r, by=olga), "Broken", by=li), ["reopened*"]),
}


class TestWhoIsTold:
    @pytest.mark.parametrize("act", BY_THE_DEPARTMENT)
    def test_the_requester_of_what_the_department_does(
        self, taken: ServiceRequest, olga: User, li_wei: User, act: str
    ) -> None:
        do, expected = BY_THE_DEPARTMENT[act]
        do(taken, olga, li_wei)
        assert told(li_wei) == expected
        assert told(olga) == []

    @pytest.mark.parametrize("act", BY_THE_REQUESTER)
    def test_whoever_works_on_it_of_what_the_requester_does(
        self, taken: ServiceRequest, olga: User, ivan: User, li_wei: User, act: str
    ) -> None:
        do, expected = BY_THE_REQUESTER[act]
        do(taken, olga, li_wei)
        assert told(olga) == expected
        assert told(ivan) == []

    def test_every_verb_is_decided(self) -> None:
        silent = {
            *(
                Verb.STARTED,
                Verb.LINKED,
                Verb.UNLINKED,
                Verb.NOTICE_LINKED,
                Verb.NOTICE_UNLINKED,
                Verb.PARTICIPANT_LEFT,
            ),
            *(Verb.EDITED, Verb.NOTE_EDITED, Verb.FILE_REMOVED, Verb.NOTE_FILE_REMOVED),
            *(Verb.PROTECTED, Verb.UNPROTECTED, Verb.EMPTIED),
        }
        assert set(rules.RULES) == set(Verb) - silent

    def test_a_new_request_waits_under_the_bells_of_the_department_without_mail(
        self, olga: User, maria: User, anna: User, laptop: Service, li_wei: User
    ) -> None:
        make_request(laptop, li_wei)
        assert told(olga) == told(maria) == ["new_request"]
        assert told(anna) == told(li_wei) == []

    def test_while_nobody_works_on_it_the_department_hears_the_requester(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        transitions.chase(laptop_request, by=li_wei)
        assert told(olga) == told(ivan) == ["chase"]

    def test_what_somebody_has_who_left_is_the_departments_to_hear_of(
        self, taken: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        User.objects.filter(pk=olga.pk).update(is_active=False)
        transitions.chase(ServiceRequest.objects.get(pk=taken.pk), by=li_wei)
        assert told(ivan) == ["chase"]

    def test_assigning_tells_the_new_one_by_mail_and_the_former_one_under_the_bell(
        self, taken: ServiceRequest, olga: User, ivan: User, maria: User, li_wei: User
    ) -> None:
        transitions.assign(taken, to=ivan, by=maria)
        assert (told(ivan), told(olga), told(maria), told(li_wei)) == (["assigned*"], ["taken_over"], [], [])

    def test_taking_it_oneself_tells_nobody(self, laptop_request: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        assert told(olga) == told(li_wei) == []

    def test_a_hand_over_tells_the_requester_and_the_new_department(
        self, taken: ServiceRequest, finance: Department, olga: User, ivan: User, anna: User, li_wei: User
    ) -> None:
        transitions.hand_over(taken, finance, "It is about money", by=olga)
        assert (told(li_wei), told(anna)) == (["handed_over*"], ["new_request"])
        assert told(olga) == told(ivan) == []

    def test_a_note_of_a_colleague_reaches_whoever_works_on_it_and_never_the_requester(
        self, taken: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        transitions.reply(taken, "The supplier is late again", by=ivan, internal=True)
        assert (told(olga), told(li_wei)) == (["colleague_wrote"], [])

    def test_who_filed_it_for_a_colleague_hears_of_it_as_well(
        self, laptop: Service, li_wei: User, wang_fang: User, olga: User
    ) -> None:
        filing = transitions.Filing("A laptop")
        request = transitions.submit(laptop, filing, requester=li_wei, by=wang_fang)
        transitions.ask(request, "Which?", by=olga)
        assert (told(li_wei), told(wang_fang)) == (["filed_for_you*", "question*"], ["question*"])

    def test_an_agent_who_noted_down_a_call_is_left_alone(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        request = transitions.submit(laptop, transitions.Filing("A call"), requester=li_wei, by=ivan)
        transitions.resolve(request, by=olga)
        assert (told(li_wei), told(ivan)) == (["filed_for_you*", "resolved*"], [])

    def test_the_system_tells_everybody(self, taken: ServiceRequest, olga: User, ivan: User, li_wei: User) -> None:
        transitions.assign(taken, to=ivan, by=None)
        assert (told(ivan), told(olga)) == (["assigned*"], ["taken_over"])
        [row] = reading.in_words(Notification.objects.of(ivan), ivan, now=AT)
        assert row.line == "IT gave you “Two laptops for new starters”."

    def test_imported_requests_tell_nobody(self, taken: ServiceRequest, olga: User, li_wei: User) -> None:
        ServiceRequest.objects.filter(pk=taken.pk).update(is_live=False)
        transitions.ask(taken, "Which?", by=olga)
        notify("question", [li_wei], key="directly", at=AT, request=ServiceRequest.objects.get(pk=taken.pk))
        assert told(li_wei) == []


class TestNotify:
    @pytest.fixture
    def cast(
        self, li_wei: User, wang_fang: User, olga: User, maria: User, anna: User, boris: User, ada: User
    ) -> list[User]:
        root = make_user("Root", is_superuser=True)
        return [li_wei, wang_fang, olga, maria, anna, boris, ada, root]

    def test_the_same_key_tells_once(self, laptop_request: ServiceRequest, li_wei: User, olga: User) -> None:
        for people in ([li_wei], [li_wei, olga, olga]):
            notify("closed", people, key="sweep:1", at=AT, request=laptop_request)
        assert (told(li_wei), told(olga)) == (["closed*"], ["closed*"])
        assert Delivery.objects.count() == 2

    def test_without_mail_it_stays_under_the_bell(self, laptop_request: ServiceRequest, li_wei: User) -> None:
        quiet = News(kind="closed", recipients=[li_wei], key="quiet", at=AT, request=laptop_request, email=False)
        notify_all([quiet])
        assert told(li_wei) == ["closed"]

    def test_people_who_left_or_may_not_see_it_are_left_out(
        self, laptop_request: ServiceRequest, olga: User, wang_fang: User, ada: User
    ) -> None:
        User.objects.filter(pk=olga.pk).update(is_active=False)
        olga.refresh_from_db()
        notify("closed", [olga, wang_fang, ada], key="k", at=AT, request=laptop_request)
        assert Notification.objects.filter(key="k").count() == 0

    def test_it_reaches_exactly_those_who_see_the_request(
        self, laptop_request: ServiceRequest, finance: Department, cast: list[User], olga: User
    ) -> None:
        for _stage in ("with IT", "handed over to finance"):
            seeing = [user for user in cast if ServiceRequest.objects.visible_to(user).exists()]
            assert readership.readers([(laptop_request, cast)]) == [seeing]
            assert 0 < len(seeing) < len(cast)
            laptop_request = transitions.hand_over(laptop_request, finance, "Money", by=olga)
            finance = laptop_request.service.provider

    def test_whom_requests_reach_and_who_sees_them_is_one_rule_whatever_happened(
        self, it: Department, finance: Department, laptop: Service, cast: list[User]
    ) -> None:
        """Random filers, proxies, approvers, followers, hand-overs, departments that ask, confidential services and
        people who left: asked for all at once, and one by one."""
        chance = random.Random(2026)
        hr = make_department("hr", "HR")
        for person in chance.sample(cast, 3):
            Membership.objects.get_or_create(user=person, department=hr, defaults={"role": "agent"})
        User.objects.filter(pk=chance.choice(cast).pk).update(is_active=False)
        secret = make_service(it, "secret", is_confidential=True)
        secret.handlers.set(chance.sample(cast, 2))
        for number in range(30):
            requester, proxy = chance.sample(cast, 2)
            filing = transitions.Filing(f"Request {number}")
            service = secret if number % 3 == 0 else laptop
            request = transitions.submit(service, filing, requester=requester, by=proxy)
            if chance.random() < 0.3:
                Participant.objects.create(request=request, user=chance.choice(cast), added_at=AT)
            if chance.random() < 0.3:
                ServiceRequest.objects.filter(pk=request.pk).update(asking_department=chance.choice([finance, hr]))
            if chance.random() < 0.3:
                ServiceRequest.objects.filter(pk=request.pk).update(assignee=chance.choice(cast))
            request.refresh_from_db()
            approver, asking = chance.sample([one for one in cast if one not in (requester, proxy)], 2)
            if chance.random() < 0.5:
                request = transitions.ask_approval(request, approver, "May they?", by=asking)
                end = transitions.approve if chance.random() < 0.5 else transitions.withdraw_approval
                request = end(request, by=approver)
            for department in chance.sample([finance, hr, it], chance.randrange(4)):
                if department.pk != request.department_id:
                    request = transitions.hand_over(request, department, "Theirs", by=None)
        people, requests = list(User.objects.all()), list(ServiceRequest.objects.all())
        seeing = [[one for one in people if ServiceRequest.objects.visible_to(one).filter(pk=r.pk)] for r in requests]
        asked = list(User.objects.all())  # whose roles nobody has read
        with CaptureQueriesContext(connection) as captured:
            assert readership.readers([(request, asked) for request in requests]) == seeing
        assert len(captured) == 4
        assert {len(one) for one in seeing} >= {3, 4, 5}

    def test_of_two_news_with_one_key_the_first_is_told(self, laptop_request: ServiceRequest, li_wei: User) -> None:
        first = News(kind="closed", recipients=[li_wei], key="k", at=AT, request=laptop_request, email=False)
        second = News(kind="resolved", recipients=[li_wei], key="k", at=AT, request=laptop_request)
        notify_all([first, second])
        assert told(li_wei) == ["closed"]

    def test_many_news_are_told_in_one_statement(
        self, laptop: Service, li_wei: User, django_assert_num_queries: Callable[[int], object]
    ) -> None:
        requests = [make_request(laptop, li_wei, f"Request {number}") for number in range(5)]
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            notify_all(
                News(kind="closed", recipients=[li_wei], key=f"k{one.pk}", at=AT, request=one) for one in requests
            )
        assert told(li_wei) == ["closed*"] * 5

    @pytest.mark.parametrize("join", ["nestloop", "hashjoin", "mergejoin"])
    def test_the_bell_keeps_the_order_told_however_the_database_joins(
        self, laptop: Service, li_wei: User, wang_fang: User, join: str
    ) -> None:
        requests = [make_request(laptop, li_wei, f"Request {number}") for number in range(12)]
        for one in requests[::3]:
            muting.mute(li_wei, one, at=AT)
        closed = functools.partial(News, kind="closed", recipients=[wang_fang, li_wei], at=AT)
        order = random.Random(7).sample(requests, len(requests))
        with connection.cursor() as cursor:
            for other in {"nestloop", "hashjoin", "mergejoin"} - {join}:
                cursor.execute(f"SET LOCAL enable_{other} = off")
        notify_all(closed(key=f"k{one.pk}", request=one) for one in order)
        newest = Notification.objects.of(li_wei).filter(kind="closed").newest_first()
        assert list(newest.values_list("request", flat=True)) == [one.pk for one in reversed(order)]

    def test_telling_a_whole_department_costs_no_more_than_telling_one(
        self, it: Department, laptop: Service, li_wei: User, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        for number in range(30):
            make_agent(f"Agent {number}", it)
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            make_request(laptop, li_wei)
        assert Notification.objects.filter(kind="new_request").count() == 30

    def test_a_kind_without_words_is_a_mistake_of_the_caller(self, li_wei: User) -> None:
        with pytest.raises(texts.UnknownKind):
            notify("no_such_kind", [li_wei], key="k", at=AT)

    def test_sending_is_asked_for_once_the_transaction_is_over(
        self,
        li_wei: User,
        laptop_request: ServiceRequest,
        django_capture_on_commit_callbacks: Callable[..., object],
        mailoutbox: list[object],
        travel: Travel,
    ) -> None:
        travel(AT)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            notify("closed", [li_wei], key="k", at=clock.now(), request=laptop_request)
            assert mailoutbox == []
        assert len(mailoutbox) == 1


class TestWords:
    @pytest.mark.parametrize("kind", sorted(texts.kinds()))
    @pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
    def test_every_kind_says_something_in_every_language(
        self, kind: str, language: str, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        any_params = dict.fromkeys(_names_in(kind), 3) | {
            name: "2026-06-12T15:00:00+00:00" for name in _names_in(kind) if name.endswith("_at")
        }
        row = Notification(recipient=li_wei, kind=kind, request=laptop_request, params=any_params, created_at=AT)
        with translation.override(language):
            words = texts.words_of(row)
        assert all((words.subject, words.line, words.why, words.action))
        assert "%(" not in words.subject + words.line + words.why

    def test_names_of_departments_and_moments_are_the_readers(
        self, taken: ServiceRequest, finance: Department, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        finance.name = {"en": "Finance", "ru": "Финансы"}
        finance.save()
        transitions.promise(taken, utc(2026, 6, 12, 15), "Parts", by=olga, now=AT)
        transitions.hand_over(taken, finance, "Money", by=olga)
        User.objects.filter(pk=li_wei.pk).update(language="ru", time_zone="Asia/Shanghai")
        page = sign_in(li_wei).get("/notifications/").content.decode()
        assert "Финансы" in page
        assert "23:00" in page

    def test_a_row_of_an_older_version_does_not_take_the_page_away(
        self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        common = {"recipient": li_wei, "request": laptop_request, "created_at": AT}
        Notification.objects.create(kind="gone", key="a", **common)
        Notification.objects.create(kind="promise", key="b", params={}, **common)
        page = sign_in(li_wei).get("/notifications/").content.decode()
        assert page.count("Something changed. Open it to see what.") == 2


def _names_in(kind: str) -> set[str]:
    wording = texts.wording_of(kind)
    known = {"number", "title"}
    return set(re.findall(r"%\((\w+)\)", f"{wording.subject}{wording.line}{wording.why}")) - known


class TestThePage:
    @pytest.fixture
    def asked(self, taken: ServiceRequest, olga: User) -> ServiceRequest:
        return transitions.ask(taken, "Which cost centre <b>exactly</b>?", by=olga)

    @pytest.fixture
    def browser(self, li_wei: User, sign_in: SignedIn) -> Client:
        return sign_in(li_wei)

    def test_it_shows_what_happened_and_what_was_written(self, asked: ServiceRequest, browser: Client) -> None:
        page = browser.get("/notifications/").content.decode()
        assert "Olga Petrova has a question about “Two laptops for new starters”" in page
        assert "Which cost centre &lt;b&gt;exactly&lt;/b&gt;?" in page
        assert f"#{asked.pk}" in page

    def test_opening_a_row_reads_it_and_leads_to_the_request(
        self, asked: ServiceRequest, browser: Client, li_wei: User
    ) -> None:
        row = Notification.objects.of(li_wei).get()
        assert browser.get(f"/notifications/{row.pk}/")["Location"] == f"/requests/{asked.pk}/"
        row.refresh_from_db()
        assert row.read_at is not None

    def test_one_is_marked_as_read_in_place(self, asked: ServiceRequest, browser: Client, li_wei: User) -> None:
        row = Notification.objects.of(li_wei).get()
        answer = browser.post(f"/notifications/{row.pk}/reading/", headers={"HX-Request": "true"}).content.decode()
        assert "Mark as read" not in answer
        assert 'hx-swap-oob="true"' in answer
        assert reading.unread_count(li_wei) == 0

    def test_all_are_marked_as_read(self, asked: ServiceRequest, browser: Client, li_wei: User, olga: User) -> None:
        transitions.reply(asked, "It is urgent.", by=olga)
        assert browser.get("/notifications/?show=unread").content.decode().count('id="notification-') == 2
        assert browser.post("/notifications/reading/")["Location"] == "/notifications/"
        assert "Everything is read" in browser.get("/notifications/?show=unread").content.decode()

    def test_other_peoples_rows_do_not_exist(
        self, asked: ServiceRequest, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        row = Notification.objects.of(li_wei).get()
        stranger = sign_in(wang_fang)
        assert stranger.get(f"/notifications/{row.pk}/").status_code == 404
        assert stranger.post(f"/notifications/{row.pk}/reading/").status_code == 404
        stranger.post("/notifications/reading/")
        assert reading.unread_count(li_wei) == 1

    def test_what_one_may_no_longer_see_is_not_told_again(
        self, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        make_request(laptop, li_wei, "A confidential title")
        browser = sign_in(olga)
        assert "A confidential title" in browser.get("/notifications/").content.decode()
        Membership.objects.filter(user=olga).delete()
        page = browser.get("/notifications/").content.decode()
        assert "A confidential title" not in page
        assert "can no longer see" in page

    def test_an_empty_one_says_what_will_come(self, wang_fang: User, sign_in: SignedIn) -> None:
        assert "Nothing yet" in sign_in(wang_fang).get("/notifications/").content.decode()

    def test_older_rows_are_a_page_away(self, li_wei: User, sign_in: SignedIn) -> None:
        for number in range(55):
            notify("password_changed", [li_wei], key=f"k{number}", at=AT)
        browser = sign_in(li_wei)
        first = browser.get("/notifications/").content.decode()
        older = re.search(r'rel="next" href="([^"]+)"', first)
        assert older
        assert first.count('id="notification-') == 50
        second = browser.get(older[1].replace("&amp;", "&")).content.decode()
        assert second.count('id="notification-') == 5


class TestTheBell:
    def test_the_page_of_a_person_with_many_costs_no_more(
        self, li_wei: User, django_assert_max_num_queries: Callable[[int], object], sign_in: SignedIn
    ) -> None:
        Notification.objects.bulk_create(
            Notification(recipient=li_wei, kind="password_changed", key=f"k{n}", created_at=AT) for n in range(300)
        )
        browser = sign_in(li_wei)
        with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
            assert "99+" in browser.get("/preferences/").content.decode()


def test_old_moments_are_words(li_wei: User, travel: Travel, sign_in: SignedIn) -> None:
    travel("2026-06-12 10:00")
    notify("password_changed", [li_wei], key="k", at=datetime.fromisoformat("2026-06-11T09:00:00Z"))
    assert "yesterday 09:00" in sign_in(li_wei).get("/notifications/").content.decode()


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get("/notifications/")["Location"] == "/sign-in/?next=/notifications/"


def test_mark_read_of_one_request_leaves_the_others(laptop: Service, li_wei: User, olga: User, it: Department) -> None:
    first, second = make_request(laptop, li_wei), make_request(laptop, li_wei)
    transitions.ask(first, "?", by=olga)
    transitions.ask(second, "?", by=olga)
    assert reading.mark_read(li_wei, at=AT, request=first) == 1
    assert list(Notification.objects.of(li_wei).unread().values_list("request", flat=True)) == [second.pk]


def test_an_inactive_newcomer_hears_nothing(analytics: Department) -> None:
    gone = make_user("Gone", analytics, is_active=False)
    notify("password_changed", [gone], key="k", at=AT)
    assert told(gone) == []


def test_reading_the_request_reads_what_the_bell_says_about_it(
    laptop_request: ServiceRequest, li_wei: User, olga: User, sign_in: SignedIn
) -> None:
    transitions.ask(laptop_request, "Which floor?", by=olga)
    assert Notification.objects.of(li_wei).unread().exists()
    sign_in(li_wei).get(f"/requests/{laptop_request.pk}/")
    assert not Notification.objects.of(li_wei).unread().exists()

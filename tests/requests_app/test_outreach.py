"""One message to everybody hit by a known problem: previewed, written through the reply of each request, once."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _

from requests_app import notices, outreach, transitions
from requests_app.models import Department, Message, Notice, Notification, Outreach, Service, ServiceRequest, User
from requests_app.states import IllegalMove
from tests.conftest import SignedIn
from tests.make import make_notice, make_request, make_service, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def outage(laptop: Service, olga: User) -> Notice:
    return make_notice(laptop.provider, olga, "The network is down", kind="outage", services=[laptop])


@pytest.fixture
def hit(laptop: Service, outage: Notice, li_wei: User, wang_fang: User, olga: User) -> list[ServiceRequest]:
    """Two open requests and a finished one, all about the outage."""
    rows = [make_request(laptop, person, f"Hit {person.pk}") for person in (li_wei, wang_fang, li_wei)]
    for one in rows:
        transitions.link_notice(one, outage, by=olga)
    transitions.resolve(rows[2], "Done", by=olga)
    return rows


@pytest.fixture
def olga_writes(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


def test_the_preview_says_who_and_how_many(olga_writes: Client, outage: Notice, hit: list[ServiceRequest]) -> None:
    page = olga_writes.get(f"/notices/{outage.pk}/outreach/").content.decode()
    assert "It goes to 2 open requests." in page
    assert "王芳" in page


def test_each_open_request_gets_one_reply(olga_writes: Client, outage: Notice, hit: list[ServiceRequest]) -> None:
    answer = olga_writes.post(f"/notices/{outage.pk}/outreach/", {"text": "Back at noon"})
    page = olga_writes.get(answer.headers["Location"]).content.decode()
    assert "2 requests got your message." in page
    said = Message.objects.filter(text="Back at noon", kind="reply").values_list("request", flat=True)
    assert sorted(said) == sorted([hit[0].pk, hit[1].pk])
    outreach.go_on(Outreach.objects.get())
    assert Message.objects.filter(text="Back at noon").count() == 2


def test_who_said_me_too_hears_it_once_and_not_beside_their_own_request(
    outage: Notice, hit: list[ServiceRequest], li_wei: User, olga: User
) -> None:
    silent = make_user("Sam Silent")
    for person in (li_wei, silent):
        notices.me_too(outage, by=person)
    outreach.begin(outage, "Back at noon", by=olga)
    assert [one.recipient for one in Notification.objects.filter(kind="notice_news")] == [silent]


def test_only_requests_that_one_works_on_are_reached(
    olga_writes: Client, outage: Notice, hit: list[ServiceRequest], finance: Department, olga: User
) -> None:
    transitions.hand_over(hit[1], finance, "Theirs", by=olga)
    page = olga_writes.get(f"/notices/{outage.pk}/outreach/").content.decode()
    assert "It goes to 1 open request." in page
    assert "1 more open request is not reached" in page


def test_what_ended_meanwhile_is_left_out_and_said(
    outage: Notice, hit: list[ServiceRequest], olga: User, monkeypatch: pytest.MonkeyPatch, sign_in: SignedIn
) -> None:
    monkeypatch.setattr(outreach, "AT_ONCE", 0)
    monkeypatch.setattr(outreach, "_ask_a_worker", lambda outreach: None)
    begun = outreach.begin(outage, "Back at noon", by=olga)
    transitions.resolve(hit[0], "Done", by=olga)
    assert "Under way" in sign_in(olga).get(f"/notices/outreach/{begun.pk}/").content.decode()
    assert outreach.go_on_with_all() == 1
    page = sign_in(olga).get(f"/notices/outreach/{begun.pk}/").content.decode()
    assert "1 request got your message." in page
    assert "The request has ended meanwhile." in page


def test_from_a_problem_it_goes_to_what_is_linked_with_it(
    olga_writes: Client, laptop: Service, laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User
) -> None:
    related, other = (make_request(laptop, person, "The same") for person in (wang_fang, li_wei))
    transitions.link(related, laptop_request, "relates", by=olga)
    assert (
        f"/notices/requests/{laptop_request.pk}/outreach/"
        in olga_writes.get(f"/requests/{laptop_request.pk}/").content.decode()
    )
    olga_writes.post(f"/notices/requests/{laptop_request.pk}/outreach/", {"text": "We know"})
    assert [one.request_id for one in Message.objects.filter(text="We know")] == [related.pk]
    assert other.pk != related.pk


def test_confidential_requests_of_others_are_not_reached(
    it: Department, outage: Notice, li_wei: User, olga: User, ivan: User
) -> None:
    secret = make_service(it, "secret", is_confidential=True)
    secret.handlers.add(ivan)
    request = make_request(secret, li_wei, "Secret")
    transitions.link_notice(request, outage, by=ivan)
    assert outreach.of_notice(outage, olga).requests.count() == 0


def test_nobody_to_write_to_is_refused(olga_writes: Client, outage: Notice) -> None:
    assert "There is nobody to write to" in olga_writes.get(f"/notices/{outage.pk}/outreach/").content.decode()
    assert olga_writes.post(f"/notices/{outage.pk}/outreach/", {"text": "Hello"}).status_code == 422


def test_only_the_writer_sees_how_far_it_is(
    outage: Notice, hit: list[ServiceRequest], olga: User, ivan: User, sign_in: SignedIn
) -> None:
    begun = outreach.begin(outage, "Back at noon", by=olga)
    assert sign_in(ivan).get(f"/notices/outreach/{begun.pk}/").status_code == 404


def test_why_one_was_left_out_is_said_in_the_writers_language(
    outage: Notice, hit: list[ServiceRequest], olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by a worker, and never in the words of the code."""
    User.objects.filter(pk=olga.pk).update(language="ru")
    monkeypatch.setattr(outreach, "AT_ONCE", 0)
    monkeypatch.setattr(outreach, "_ask_a_worker", lambda outreach: None)
    begun = outreach.begin(outage, "Back at noon", by=olga)
    transitions.resolve(hit[0], "Done", by=olga)

    def closed(*args: object, **kwargs: object) -> None:
        raise IllegalMove("closed", "closed")

    monkeypatch.setattr(transitions, "reply", closed)
    outreach.go_on_with_all()
    with translation.override("ru"):
        expected = {str(_("The request has ended meanwhile.")), str(_("It is finished already."))}
    assert set(begun.posts.values_list("problem", flat=True)) == expected
    assert "The request has ended meanwhile." not in expected


def test_what_two_waited_for_each_other_about_is_tried_again(
    outage: Notice, hit: list[ServiceRequest], olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = transitions.reply

    def deadlock(*args: object, **kwargs: object) -> None:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(transitions, "reply", deadlock)
    begun = outreach.begin(outage, "Back at noon", by=olga)
    assert set(begun.posts.values_list("state", flat=True)) == {"pending"}
    monkeypatch.setattr(transitions, "reply", really)
    assert outreach.go_on_with_all() == 1
    assert set(begun.posts.values_list("state", flat=True)) == {"sent"}

"""People choose what they are told of, in which ways; and every mail leads to no more of it."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from requests_app import transitions
from requests_app.models import (
    Delivery,
    Level,
    MutedRequest,
    Notification,
    NotificationChoice,
    NotificationSettings,
    Service,
    ServiceRequest,
    Told,
    User,
)
from requests_app.notifications import muting, texts, topics
from requests_app.notifications.delivery import deliver_due
from tests.conftest import SignedIn, Travel
from tests.make import make_request, utc

Box = list[EmailMultiAlternatives]
MORNING = utc(2026, 6, 11, 9)
HERE = "/notifications/choices/"


@pytest.fixture(autouse=True)
def _clock(travel: Travel) -> None:
    travel(MORNING)


def form(**changes: Any) -> dict[str, Any]:
    """What a browser sends where nothing was chosen, and these changes; None takes a box away."""
    boxes = {
        f"{way.value}_{topic.code}": "on"
        for topic in topics.every_topic()
        for way in (Told.BELL, Told.EMAIL)
        if topic.usual(way)
    }
    sent = {"pace": "at_once", "daily_at": "9", "outside": "urgent", "from_time": "", "until_time": "", **boxes}
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def told(person: User) -> list[tuple[str, bool, bool]]:
    """Kind, whether it rang, and whether it goes by mail, oldest first."""
    rows = Notification.objects.of(person).order_by("id").prefetch_related("deliveries")
    return [(row.kind, row.read_at is None, bool(row.deliveries.all())) for row in rows]


class TestChoosing:
    def test_what_is_as_usual_is_not_kept(self, li_wei: User, sign_in: SignedIn) -> None:
        assert sign_in(li_wei).post(HERE, form())["Location"] == HERE
        assert not NotificationChoice.objects.exists()

    def test_only_differences_are_kept_and_go_away_again(self, olga: User, sign_in: SignedIn) -> None:
        browser = sign_in(olga)
        browser.post(HERE, form(email_mine=None, email_queue="on", bell_thanks=None))
        kept = {(one.topic, one.way, one.wanted) for one in olga.notification_choices.all()}
        assert kept == {("mine", "email", False), ("queue", "email", True), ("thanks", "bell", False)}
        browser.post(HERE, form())
        assert not NotificationChoice.objects.exists()

    def test_what_cannot_be_switched_off_stays_on_whatever_is_sent(self, li_wei: User, sign_in: SignedIn) -> None:
        browser = sign_in(li_wei)
        browser.post(HERE, form(bell_mine=None, bell_approvals=None, email_account=None))
        assert not NotificationChoice.objects.exists()
        page = browser.get(HERE).content.decode()
        assert "Always: A department may wait for your answer." in page
        assert "Always: Links to set a password come by mail only." in page

    def test_nobody_is_offered_what_never_concerns_them(
        self, li_wei: User, olga: User, ada: User, sign_in: SignedIn
    ) -> None:
        offered = [sign_in(person).get(HERE).content.decode() for person in (li_wei, olga, ada)]
        assert ["email_queue" in page for page in offered] == [False, True, False]
        assert ["email_portal" in page for page in offered] == [False, False, True]

    def test_the_times_are_kept(self, li_wei: User, sign_in: SignedIn) -> None:
        changes = {"pace": "daily", "daily_at": "16", "outside": "never", "from_time": "07:30", "until_time": "15:00"}
        sign_in(li_wei).post(HERE, form(**changes))
        kept = NotificationSettings.objects.get(person=li_wei)
        assert (kept.pace, kept.daily_at, kept.outside) == ("daily", 16, "never")
        assert (kept.from_time, kept.until_time) == (time(7, 30), time(15, 0))

    @pytest.mark.parametrize(
        ("begins", "ends", "said"),
        [("09:00", "", "Give both times"), ("17:00", "09:00", "end before they begin"), ("x", "09:00", "valid time")],
    )
    def test_times_that_make_no_sense_are_refused(
        self, li_wei: User, sign_in: SignedIn, begins: str, ends: str, said: str
    ) -> None:
        answer = sign_in(li_wei).post(HERE, form(from_time=begins, until_time=ends))
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not NotificationSettings.objects.exists()

    def test_every_kind_of_news_belongs_to_a_topic_people_can_choose(self) -> None:
        homeless = {kind for kind in texts.kinds() if topics.of_kind(kind).code == topics.OTHER}
        assert homeless == set(), "give these kinds a topic: notifications/topics.py, or the app's own"
        assert len({topic.place for topic in topics.every_topic()}) == len(topics.every_topic())
        assert all(len(topic.code) <= 20 for topic in topics.every_topic())


class TestWhatIsChosenCounts:
    def test_no_mail_of_a_topic_and_the_bell_still_rings(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        muting.choose(li_wei, topics.named(topics.MINE), Told.EMAIL, wanted=False)
        transitions.ask(laptop_request, "Which?", by=olga)
        assert told(li_wei) == [("question", True, False)]

    def test_mail_where_usually_only_the_bell_rings(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        muting.choose(olga, topics.named(topics.QUEUE), Told.EMAIL, wanted=True)
        request = make_request(laptop, li_wei)
        transitions.chase(request, by=li_wei)
        assert told(olga) == [("new_request", True, True), ("chase", True, True)]
        assert told(ivan) == [("new_request", True, False), ("chase", True, False)]

    def test_what_shall_not_ring_is_there_as_read(
        self, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        muting.choose(olga, topics.named(topics.QUEUE), Told.BELL, wanted=False)
        make_request(laptop, li_wei, "A quiet one")
        assert told(olga) == [("new_request", False, False)]
        assert "A quiet one" in sign_in(olga).get("/notifications/").content.decode()

    def test_nobody_hears_of_their_own_act_whatever_they_chose(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, maria: User
    ) -> None:
        for topic in topics.every_topic():
            for person in (li_wei, olga):
                muting.choose(person, topic, Told.EMAIL, wanted=True)
        for number in range(5):
            request = make_request(laptop, li_wei, f"Request {number}", impact=Level.HIGH, urgency=Level.HIGH)
            transitions.assign(request, to=olga, by=olga)
            transitions.reply(request, "@Olga Petrova and @Ivan Kuznetsov", by=olga)
            transitions.resolve(request, by=olga)
        assert told(olga) == [("new_request", True, True)] * 5
        assert "new_request" not in {kind for kind, _rings, _mail in told(li_wei)}


class TestNoMoreOfARequest:
    def test_nothing_is_mailed_about_it_and_what_waits_is_dropped(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        transitions.reply(laptop_request, "Soon.", by=olga)
        answer = sign_in(li_wei).post(f"/notifications/requests/{laptop_request.pk}/muting/")
        assert answer["Location"] == f"/requests/{laptop_request.pk}/"
        transitions.ask(laptop_request, "Which?", by=olga)
        assert not Delivery.objects.exists()
        assert told(li_wei)[-1] == ("question", True, False), "it waits for them, so the bell rings"

    def test_what_waits_for_nobody_does_not_ring_any_more(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User
    ) -> None:
        muting.mute(olga, laptop_request, at=MORNING)
        transitions.chase(laptop_request, by=li_wei)
        assert told(olga)[-1] == ("chase", False, False)
        assert told(ivan)[-1] == ("chase", True, False)

    def test_the_choices_list_it_and_lead_back(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        muting.mute(li_wei, laptop_request, at=MORNING)
        browser = sign_in(li_wei)
        assert "Two laptops for new starters" in browser.get(HERE).content.decode()
        back = {"muted": "no", "from": "choices"}
        assert browser.post(f"/notifications/requests/{laptop_request.pk}/muting/", back)["Location"] == HERE
        transitions.reply(laptop_request, "Soon.", by=olga)
        assert Delivery.objects.count() == 1


class TestTheWayOutOfAMail:
    @pytest.fixture
    def mail(self, laptop_request: ServiceRequest, olga: User, mailoutbox: Box) -> EmailMultiAlternatives:
        transitions.ask(laptop_request, "Which?", by=olga)
        deliver_due()
        return mailoutbox[0]

    def links(self, mail: EmailMultiAlternatives) -> list[str]:
        return [found.partition("8000")[2] for found in re.findall(r"http\S+/no-more/\S+/", str(mail.body))]

    def test_it_asks_and_only_the_button_stops_it_and_takes_it_back(
        self, mail: EmailMultiAlternatives, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        of_request, _of_topic = self.links(mail)
        browser = Client()
        assert "Shall 李伟 get no more mails about this request?" in browser.get(of_request).content.decode()
        assert not MutedRequest.objects.exists(), "programs that look into mails open every link"
        assert browser.post(of_request)["Location"] == of_request
        assert "You get no more mails about this request." in browser.get(of_request).content.decode()
        assert muting.is_muted(li_wei, laptop_request)
        browser.post(of_request, {"undo": "yes"})
        assert not muting.is_muted(li_wei, laptop_request)

    def test_the_other_link_stops_mails_of_the_kind(self, mail: EmailMultiAlternatives, li_wei: User) -> None:
        _of_request, of_topic = self.links(mail)
        Client().post(of_topic)
        assert not muting.mails(li_wei, topics.named(topics.MINE))
        assert "You get no more mails of this kind." in Client().get(of_topic).content.decode()
        Client().post(of_topic, {"undo": "yes"})
        assert muting.mails(li_wei, topics.named(topics.MINE))

    def test_the_mail_programs_own_button_works_without_a_cookie(
        self, mail: EmailMultiAlternatives, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = mail.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
        program = Client(enforce_csrf_checks=True)
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 204
        assert muting.is_muted(li_wei, laptop_request)

    def test_it_speaks_the_receivers_language(self, mail: EmailMultiAlternatives, li_wei: User) -> None:
        User.objects.filter(pk=li_wei.pk).update(language="ru")
        page = Client(headers={"accept-language": "en"}).get(self.links(mail)[0]).content.decode()
        assert "Shall" not in page

    def test_a_link_about_the_account_does_not_exist(self, li_wei: User, mailoutbox: Box) -> None:
        Client().post("/password/forgotten/", {"email": li_wei.email})
        deliver_due()
        [mail] = mailoutbox
        assert "List-Unsubscribe" not in mail.extra_headers
        assert self.links(mail) == []

    def test_a_made_up_link_and_one_of_somebody_who_left_do_nothing(
        self, mail: EmailMultiAlternatives, li_wei: User
    ) -> None:
        [link, _other] = self.links(mail)
        assert Client().post(link[:-3] + "xx/").status_code == 404
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        assert Client().post(link).status_code == 404
        assert not MutedRequest.objects.exists()

    def test_who_guesses_is_stopped(self, db: None) -> None:
        found = [Client().get("/notifications/no-more/x/").status_code for _time in range(9)]
        assert found[-1] == 429

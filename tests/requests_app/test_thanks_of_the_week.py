"""“Thanks you received”, once a week: who hears, once, in whose words, and who is spared."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from requests_app import thanking, thanks_of_the_week, transitions
from requests_app.models import Notification, NotificationChoice, Service, ServiceRequest, User
from requests_app.notifications import texts
from requests_app.notifications.delivery import deliver_due
from tests.conftest import Travel
from tests.make import make_request, utc

KIND = "thanks_of_the_week"
FRIDAY, MONDAY, TUESDAY = utc(2026, 6, 12, 9), utc(2026, 6, 15, 7), utc(2026, 6, 16, 9)


@pytest.fixture(autouse=True)
def _fresh(travel: Travel) -> None:
    cache.clear()
    travel(FRIDAY)


def done(service: Service, requester: User, olga: User) -> ServiceRequest:
    request = transitions.assign(make_request(service, requester), to=olga, by=olga)
    return transitions.resolve(request, "There", by=olga)


def told() -> dict[User, dict[str, object]]:
    return {one.recipient: one.params for one in Notification.objects.filter(kind=KIND).select_related("recipient")}


def test_each_hears_once_who_thanked_them_and_their_department(
    laptop: Service, li_wei: User, wang_fang: User, olga: User, ivan: User, maria: User
) -> None:
    first, second = done(laptop, li_wei, olga), done(laptop, wang_fang, olga)
    thanking.thank(first, olga, "Saved my week", by=li_wei)
    thanking.thank(first, laptop.provider, by=li_wei)
    thanking.thank(second, laptop.provider, by=wang_fang)
    assert thanks_of_the_week.tell(FRIDAY) == 0
    assert [thanks_of_the_week.tell(MONDAY), thanks_of_the_week.tell(TUESDAY)] == [3, 0]
    cache.clear()
    thanks_of_the_week.tell(TUESDAY)
    heard = told()
    assert set(heard) == {olga, ivan, maria}
    assert (heard[olga]["count"], heard[ivan]["count"]) == (3, 2)
    said = texts.words_of(Notification.objects.of(ivan).get(kind=KIND))
    assert said.line == "Last week you or your department were thanked by: 李伟, 王芳."
    # Words of thanks go when those of their request go; a mailbox would keep them.
    assert "Saved my week" not in str(heard[olga])


def test_what_was_asked_in_confidence_is_no_news_to_colleagues(
    laptop: Service, li_wei: User, olga: User, ivan: User
) -> None:
    request = done(laptop, li_wei, olga)
    laptop.is_confidential = True
    laptop.save()
    laptop.handlers.add(olga)
    thanking.thank(request, laptop.provider, by=li_wei)
    thanks_of_the_week.tell(MONDAY)
    assert olga in told()
    assert ivan not in told()


def test_it_comes_by_mail_in_their_hours_unless_somebody_wants_none(
    laptop: Service, li_wei: User, olga: User, ivan: User, travel: Travel
) -> None:
    NotificationChoice.objects.create(person=ivan, topic=KIND, way="email", wanted=False)
    thanking.thank(done(laptop, li_wei, olga), laptop.provider, by=li_wei)
    deliver_due()
    mail.outbox.clear()
    travel(TUESDAY)
    thanks_of_the_week.tell()
    deliver_due()
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert "1" in subjects[olga.email]
    assert ivan.email not in subjects
    assert ivan in told()


def test_a_week_without_thanks_is_silent(laptop: Service) -> None:
    assert thanks_of_the_week.tell(MONDAY) == 0

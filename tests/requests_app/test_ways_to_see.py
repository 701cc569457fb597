"""Each way to see a request is read for itself by the search; together they are what `visible_to` says."""

from __future__ import annotations

import pytest

from requests_app import clock
from requests_app.models import Department, Leg, Participant, Service, ServiceRequest, User
from tests.make import make_request, make_service, make_user


@pytest.fixture
def requests(laptop: Service, li_wei: User, wang_fang: User, olga: User, it: Department, finance: Department) -> None:
    """One of each kind: asked, filed for a colleague, followed, worked on, handed on, asked by a team, confidential."""
    secret = make_service(it, "secret", is_confidential=True)
    rows = {
        name: make_request(laptop, li_wei, name) for name in ("asked", "noted", "followed", "handed on", "by a team")
    }
    rows |= {name: make_request(secret, li_wei, name) for name in ("secret", "secret of Olga", "secret and followed")}
    changes: dict[str, dict[str, object]] = {
        "noted": {"filed_by": wang_fang},
        "handed on": {"department": finance},
        "by a team": {"asking_department": finance},
        "secret of Olga": {"assignee": olga},
    }
    for name, fields in changes.items():
        ServiceRequest.objects.filter(pk=rows[name].pk).update(**fields)
    now = clock.now()
    for name in ("followed", "secret and followed"):
        Participant.objects.create(request=rows[name], user=wang_fang, added_at=now)
    Leg.objects.create(request=rows["handed on"], department=it, from_at=now, to_at=now)


@pytest.mark.usefixtures("requests", "olga", "ivan", "maria", "boris", "ada", "wang_fang")
class TestTogether:
    def test_they_show_what_the_one_rule_shows_to_everybody(self) -> None:
        for person in User.objects.all():
            ways = ServiceRequest.objects.each_way_visible_to(person)
            seen = {title for way in ways for title in way.values_list("title", flat=True)}
            assert seen == set(ServiceRequest.objects.visible_to(person).values_list("title", flat=True)), person

    def test_they_differ_from_person_to_person(self) -> None:
        def seen(name: str) -> set[str]:
            ways = ServiceRequest.objects.each_way_visible_to(User.objects.get(display_name=name))
            return {title for way in ways for title in way.values_list("title", flat=True)}

        of_it = {"asked", "noted", "followed", "handed on", "by a team"}
        assert seen("王芳") == {"noted", "followed", "secret and followed"}
        assert seen("Olga Petrova") == of_it | {"secret of Olga"}
        assert seen("Ivan Kuznetsov") == of_it
        assert seen("Boris Weber") == {"handed on", "by a team"}
        assert seen("Ada Admin") == set()

    def test_somebody_who_left_sees_nothing(self, olga: User) -> None:
        olga.is_active = False
        assert [row for way in ServiceRequest.objects.each_way_visible_to(olga) for row in way] == []

    def test_a_superuser_sees_everything(self) -> None:
        root = make_user("Root", is_superuser=True)
        (everything,) = ServiceRequest.objects.each_way_visible_to(root)
        assert everything.count() == ServiceRequest.objects.count()

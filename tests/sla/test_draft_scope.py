"""Until it is published, a draft may turn out to be for other requests."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import Department, Priority, Service, User
from requests_app.transitions import Refused
from sla import drafts, proposals, standards, terms
from sla.models import ServiceStandard
from tests.conftest import SignedIn
from tests.make import make_request, make_service, make_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(it: Department, laptop: Service) -> ServiceStandard:
    """The second version of what IT promises in general."""
    return standards.revise(make_standard(it), by=None)


def again(browser: Client, draft: ServiceStandard, **changes: Any) -> Any:
    """Send back what the form shows, but for the changes."""
    url = reverse("sla:edit", args=[draft.pk])
    form = browser.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    return browser.post(url, shown | changes)


class TestTheScope:
    def test_it_can_be_changed_with_everything_else(
        self, draft: ServiceStandard, laptop: Service, ada: User, sign_in: SignedIn
    ) -> None:
        answer = again(sign_in(ada), draft, service=laptop.pk, priority=Priority.HIGH.value)
        assert answer.status_code == 302
        draft.refresh_from_db()
        assert draft.scope == (draft.department_id, laptop.pk, None, Priority.HIGH)
        assert draft.number == 1, "the first version of another standard"
        assert draft.targets.count() == 2

    def test_what_is_in_force_stays_what_it_is(
        self, draft: ServiceStandard, laptop: Service, it: Department, ada: User, sign_in: SignedIn
    ) -> None:
        again(sign_in(ada), draft, service=laptop.pk)
        standards.publish(draft, by=ada)
        in_force = ServiceStandard.objects.get(service=None)
        assert (in_force.number, in_force.in_force_until) == (1, None)
        assert standards.revise(in_force, by=ada).number == 2

    def test_saved_as_it_is_it_stays_the_same_standard(
        self, draft: ServiceStandard, ada: User, sign_in: SignedIn
    ) -> None:
        again(sign_in(ada), draft, name_en="IT")
        draft.refresh_from_db()
        assert (draft.number, str(draft.name)) == (2, "IT")

    def test_where_there_is_one_already_it_is_refused_and_nothing_is_written(
        self, draft: ServiceStandard, it: Department, laptop: Service, ada: User, sign_in: SignedIn
    ) -> None:
        make_standard(it, laptop)
        page = again(sign_in(ada), draft, service=laptop.pk, name_en="Laptops")
        assert page.status_code == 422
        assert "There is a standard for this already" in page.text
        draft.refresh_from_db()
        assert (draft.service, str(draft.name)) == (None, "Standard")

    def test_targets_of_other_priorities_are_refused_by_the_new_scope(
        self, it: Department, ada: User, sign_in: SignedIn
    ) -> None:
        own = standards.revise(make_standard(it, by_priority={("resolution", 1): 3600}), by=None)
        page = again(sign_in(ada), own, priority=Priority.LOW.value)
        assert "This standard is for another priority only: leave it empty." in page.text

    def test_whoever_was_asked_about_it_is_not_asked_about_the_other(
        self, draft: ServiceStandard, laptop: Service, it: Department, ada: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        make_request(laptop, li_wei)
        drafts.share(draft, by=ada)
        again(sign_in(ada), draft, service=make_service(it, "phones").pk)
        draft.refresh_from_db()
        assert draft.shared_at is None
        assert not draft.shared_with.exists()

    def test_managers_move_it_within_their_own_departments(
        self, draft: ServiceStandard, finance: Department, maria: User, sign_in: SignedIn
    ) -> None:
        page = again(sign_in(maria), draft, department=finance.pk)
        assert page.status_code == 422
        draft.refresh_from_db()
        assert draft.department != finance

    def test_what_is_published_keeps_its_scope(
        self, draft: ServiceStandard, laptop: Service, it: Department, ada: User
    ) -> None:
        said = proposals.Proposal(
            name=draft.name,
            pledge=draft.pledge,
            calendar=draft.calendar,
            targets=terms.read(draft).targets,
            pause_statuses=(),
        )
        standards.publish(draft, by=ada)
        with pytest.raises(Refused, match="no draft any more"):
            standards.draft(draft.scope._replace(service=laptop.pk), said, by=ada, known=draft)

    def test_a_service_that_is_offered_no_longer_is_no_obstacle(
        self, it: Department, laptop: Service, ada: User, sign_in: SignedIn
    ) -> None:
        own = standards.revise(make_standard(it, laptop), by=None)
        Service.objects.filter(pk=laptop.pk).update(state=Service.State.RETIRED)
        assert again(sign_in(ada), own, name_en="Laptops").status_code == 302

"""A standard reaches open requests only where somebody says so, after seeing what that does."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest

from requests_app import transitions
from requests_app.models import Department, Notification, RequestEvent, Service, ServiceRequest, User
from requests_app.states import IllegalMove, Verb
from requests_app.timeline import entries
from requests_app.transitions import Label, Refused
from sla import recalculation, standards
from sla.models import Clock, Recalculation, ServiceStandard
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_service, make_standard
from tests.sla.conftest import answer_clock, at, done_clock

HOURS = 3600
NEW = at(10)  # when the next version comes into force


@pytest.fixture
def newer(filed: ServiceRequest, standard: ServiceStandard, it: Department, travel: Travel) -> ServiceStandard:
    """Filed at nine for eight hours; the version of ten o'clock promises four."""
    travel(NEW)
    return make_next(it, resolution=4 * HOURS)


def make_next(it: Department, *, resolution: int) -> ServiceStandard:
    return make_standard(it, resolution=resolution, since=NEW)


def apply(standard: ServiceStandard, by: User) -> Recalculation:
    job = recalculation.apply_standard(standard, by=by, now=NEW)
    assert job is not None
    recalculation.run(job)
    return job


class TestWhatItDoes:
    def test_publishing_alone_leaves_open_requests_as_they_are(
        self, filed: ServiceRequest, newer: ServiceStandard
    ) -> None:
        assert done_clock(filed).due_at == at(17)

    def test_what_was_used_up_counts_towards_the_new_target(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User
    ) -> None:
        job = apply(newer, ada)
        assert done_clock(filed).due_at == at(13)
        assert done_clock(filed).standard == newer
        assert (job.total, job.seen, job.moved, job.broke) == (1, 1, 0, 0)  # the answer is due first, as it was

    def test_the_journal_says_who_did_it(self, filed: ServiceRequest, newer: ServiceStandard, ada: User) -> None:
        apply(newer, ada)
        event = RequestEvent.objects.get(verb=Verb.STANDARD_APPLIED)
        assert (event.actor, event.data) == (
            ada,
            {"standard": newer.pk, "name": {"en": "Standard"}, "number": newer.number},
        )
        line = entries([event], now=NEW)[0]
        assert "Ada Admin" in line.text
        assert "“Standard”, version 2" in line.text

    def test_the_requester_and_whoever_works_on_it_see_it_under_the_bell(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User, olga: User, li_wei: User
    ) -> None:
        transitions.assign(filed, to=olga, by=olga, now=NEW)
        apply(newer, ada)
        told = Notification.objects.filter(kind__startswith="standard_applied").values_list("recipient", "kind")
        assert {*told} == {(li_wei.pk, "standard_applied_for_you"), (olga.pk, "standard_applied")}

    def test_a_request_that_is_past_the_shorter_target_is_counted_as_broken_by_it(
        self, filed: ServiceRequest, it: Department, olga: User, ada: User, travel: Travel
    ) -> None:
        transitions.reply(filed, "Soon", by=olga, now=at(9, 30))
        travel(NEW)
        job = apply(make_next(it, resolution=HOURS // 2), ada)
        assert (job.moved, job.broke) == (1, 1)
        assert done_clock(filed).due_at == NEW

    def test_what_it_does_not_promise_is_off(
        self, filed: ServiceRequest, it: Department, ada: User, travel: Travel
    ) -> None:
        travel(NEW)
        apply(make_standard(it, first_response=None, since=NEW), ada)
        assert answer_clock(filed).state == Clock.State.CANCELLED


class TestWhomItReaches:
    def test_requests_with_a_better_fitting_standard_keep_theirs(
        self, filed: ServiceRequest, newer: ServiceStandard, it: Department, li_wei: User, ada: User
    ) -> None:
        service = make_service(it, "special")
        make_standard(it, service, resolution=2 * HOURS, since=at(9))
        special = make_request(service, li_wei, now=NEW)
        apply(newer, ada)
        assert done_clock(special).due_at == at(12)

    def test_finished_and_imported_requests_are_left_alone(
        self, filed: ServiceRequest, newer: ServiceStandard, laptop: Service, li_wei: User, olga: User, ada: User
    ) -> None:
        imported = make_request(laptop, li_wei, now=at(9))
        ServiceRequest.objects.filter(pk=imported.pk).update(is_live=False)
        transitions.resolve(filed, by=olga, now=NEW)
        assert recalculation.apply_standard(newer, by=ada, now=NEW) is None

    def test_who_follows_it_already_is_not_asked_twice(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User
    ) -> None:
        apply(newer, ada)
        assert recalculation.apply_standard(newer, by=ada, now=NEW) is None
        assert RequestEvent.objects.filter(verb=Verb.STANDARD_APPLIED).count() == 1

    def test_while_it_goes_on_a_second_wish_is_the_same_job(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User
    ) -> None:
        first = recalculation.apply_standard(newer, by=ada, now=NEW)
        assert recalculation.apply_standard(newer, by=ada, now=NEW) == first

    def test_a_request_that_ends_meanwhile_is_passed_over(
        self, filed: ServiceRequest, newer: ServiceStandard, olga: User, ada: User
    ) -> None:
        with mock.patch(
            "requests_app.transitions.apply_standard", side_effect=IllegalMove("standard_applied", "closed")
        ):
            job = apply(newer, ada)
        assert (job.state, job.seen, job.failed) == (Recalculation.State.DONE, 1, 0)

    def test_one_that_fails_does_not_keep_the_others(
        self, filed: ServiceRequest, newer: ServiceStandard, laptop: Service, li_wei: User, ada: User
    ) -> None:
        other = make_request(laptop, li_wei, now=at(9))
        verb = transitions.apply_standard

        def fails(request: ServiceRequest, *args: object, **kwargs: object) -> ServiceRequest:
            if request.pk == filed.pk:
                raise Refused("no")
            return verb(request, *args, **kwargs)  # type: ignore[arg-type]

        with mock.patch("requests_app.transitions.apply_standard", fails):
            job = apply(newer, ada)
        assert done_clock(other).due_at == at(13)
        assert [(one["id"], one["why"]) for one in job.failures] == [(filed.pk, "Refused: no")]


class TestWhatIsRefused:
    def test_a_draft(self, standard: ServiceStandard, ada: User, travel: Travel) -> None:
        travel(NEW)
        draft = standards.revise(standard, by=ada)
        with pytest.raises(Refused, match="draft"):
            recalculation.apply_standard(draft, by=ada)

    def test_what_is_no_longer_in_force(self, standard: ServiceStandard, newer: ServiceStandard, ada: User) -> None:
        with pytest.raises(Refused, match="in force"):
            recalculation.apply_standard(standard, by=ada, now=NEW + timedelta(hours=1))

    def test_a_request_that_ended(self, filed: ServiceRequest, newer: ServiceStandard, olga: User) -> None:
        transitions.resolve(filed, by=olga, now=NEW)
        with pytest.raises(IllegalMove):
            transitions.apply_standard(filed, newer.pk, Label({"en": "New"}, 2), by=olga, now=NEW)


class TestThePages:
    def test_it_shows_what_would_happen_and_then_how_far_it_is(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(ada)
        page = browser.get(f"/standards/{newer.pk}/application/").text
        assert "What it would do now" in page
        assert done_clock(filed).due_at == at(17)
        answer = browser.post(f"/standards/{newer.pk}/application/")
        job = Recalculation.objects.get()
        assert answer.headers["Location"] == f"/standards/recalculations/{job.pk}/"
        waiting = browser.get(answer.headers["Location"]).text
        assert 'hx-trigger="every 2s"' in waiting
        assert "0 of 1" in waiting
        recalculation.run(job)
        done = browser.get(answer.headers["Location"]).text
        assert "hx-trigger" not in done.split('class="stack job-now"')[1].split(">")[0]
        assert "1 of 1" in done

    def test_a_manager_of_the_department_sees_the_requests_that_move(
        self, filed: ServiceRequest, newer: ServiceStandard, maria: User, sign_in: SignedIn, settings: object
    ) -> None:
        settings.MANAGERS_PUBLISH_STANDARDS = True  # type: ignore[attr-defined]
        page = sign_in(maria).get(f"/standards/{newer.pk}/application/").text
        assert f"/requests/{filed.pk}/" in page
        assert "13:00" in page

    def test_nobody_else_may(self, newer: ServiceStandard, maria: User, olga: User, sign_in: SignedIn) -> None:
        for person in (maria, olga):
            assert sign_in(person).post(f"/standards/{newer.pk}/application/").status_code == 403
        assert not Recalculation.objects.exists()

    def test_a_draft_says_why_not(self, standard: ServiceStandard, ada: User, sign_in: SignedIn) -> None:
        draft = standards.revise(standard, by=ada)
        answer = sign_in(ada).post(f"/standards/{draft.pk}/application/")
        assert (answer.status_code, "A draft promises nothing yet" in answer.text) == (422, True)

    def test_where_nothing_moves_it_says_so(self, standard: ServiceStandard, ada: User, sign_in: SignedIn) -> None:
        assert "Nothing would change" in sign_in(ada).get(f"/standards/{standard.pk}/application/").text
        answer = sign_in(ada).post(f"/standards/{standard.pk}/application/")
        assert answer.headers["Location"] == f"/standards/{standard.pk}/"

    def test_what_stopped_says_what_to_do_and_can_be_tried_again(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User, sign_in: SignedIn
    ) -> None:
        job = recalculation.apply_standard(newer, by=ada, now=NEW)
        assert job is not None
        Recalculation.objects.update(state="failed", problem="ValueError: no", failures=[{"id": filed.pk, "why": "no"}])
        browser = sign_in(ada)
        page = browser.get(f"/standards/recalculations/{job.pk}/").text
        assert "It stopped" in page
        assert "ValueError: no" in page
        assert f"Request #{filed.pk}" in page
        browser.post(f"/standards/recalculations/{job.pk}/attempt/")
        job.refresh_from_db()
        assert (job.state, job.failures) == ("waiting", [])

    def test_the_list_begins_empty(self, ada: User, sign_in: SignedIn) -> None:
        assert "No clock had to follow a change yet" in sign_in(ada).get("/standards/recalculations/").text

    def test_the_list_names_what_followed_what(
        self, filed: ServiceRequest, newer: ServiceStandard, ada: User, sign_in: SignedIn
    ) -> None:
        apply(newer, ada)
        page = sign_in(ada).get("/standards/recalculations/").text
        assert "Standard applied to open requests" in page
        assert "Ada Admin" in page

"""What a department wants to improve goes along when it becomes part of another one, or is split."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from requests_app import clock, reorganising, undertakings
from requests_app.models import Department, Service, User
from surveys.models import Improvement
from surveys.needs import verbs as needs
from surveys.suggestions import verbs as suggesting
from surveys.training import verbs as training
from tests.make import make_improvement, make_service, make_session, make_suggestion

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 10)


def test_a_merger_takes_plans_sessions_studies_and_suggestions_along_and_leaves_what_is_measured(
    it: Department, finance: Department, ada: User, maria: User, anna: User, li_wei: User
) -> None:
    gap, placed = make_improvement(it, maria, kind="training"), make_improvement(it, maria)
    measured = {"metric": "answer_time", "baseline": {}, "review_on": TODAY, "implemented_on": TODAY}
    Improvement.objects.filter(pk=placed.pk).update(state="implemented", **measured)
    begins = clock.now() + timedelta(days=20)
    session = make_session(gap, maria, starts_at=begins, ends_at=begins + timedelta(hours=1), offered_to="colleagues")
    study, suggestion = needs.begin(it, "Meetings", by=maria), make_suggestion(it, li_wei)
    answered = make_suggestion(it, li_wei)
    suggesting.answer(answered, "declined", "No room.", by=maria)

    undertakings.finish_small(reorganising.merge(it, finance, by=ada))

    for thing in (gap, placed, session, study, suggestion, answered):
        thing.refresh_from_db()
    assert (gap.department, study.department, suggestion.department) == (finance, finance, finance.pk)
    assert (placed.department, answered.department) == (it, it.pk)
    # Whoever serves in the other department is a colleague now, and the calendar file has a newer number.
    assert training.sign_up(session, by=anna).session.department == finance
    assert session.edition == 2


def test_a_split_takes_what_is_measured_at_the_services_and_what_was_chosen(
    it: Department, laptop: Service, ada: User, maria: User, li_wei: User
) -> None:
    phone = make_service(it, "phone")
    here, there = (make_improvement(it, maria, service=one, metric="answer_time") for one in (phone, laptop))
    chosen, left = make_suggestion(it, li_wei), make_suggestion(it, li_wei, "Another")
    desk = Department.objects.create(code="desk", name={"en": "Desk"})
    things = {"suggestion": [str(chosen.pk)]}
    undertakings.finish_small(reorganising.split(it, desk, [laptop], [], things=things, by=ada))
    for thing in (here, there, chosen, left):
        thing.refresh_from_db()
    assert (here.department, there.department) == (it, desk)
    assert (chosen.department, left.department) == (desk.pk, it.pk)

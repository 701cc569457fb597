"""A needs study: no step is left before what it is for is there."""

from __future__ import annotations

from datetime import date

import pytest

from requests_app.models import Department, User
from requests_app.transitions import Refused
from surveys.improving import verbs as improving
from surveys.models import Improvement, NeedsStudy
from surveys.needs import verbs
from tests.conftest import SignedIn, Travel


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


@pytest.fixture
def study(it: Department, maria: User) -> NeedsStudy:
    return verbs.begin(it, "Meetings", by=maria)


def refused(study: NeedsStudy) -> str:
    with pytest.raises(Refused) as refusal:
        verbs.go_on(study)
    return str(refusal.value)


def at(study: NeedsStudy, step: str) -> NeedsStudy:
    NeedsStudy.objects.filter(pk=study.pk).update(step=step)
    study.refresh_from_db()
    return study


def test_the_goal_needs_a_question_an_owner_and_a_day(study: NeedsStudy, olga: User) -> None:
    assert refused(study) == "Write the question. Name an owner. Set the day of the decision."
    verbs.write(study, question="What hurts?", owner=olga, decide_on=date(2026, 8, 1))
    assert verbs.go_on(study).step == "collect"


def test_collecting_needs_a_source_and_a_notice(study: NeedsStudy) -> None:
    assert refused(at(study, "collect")) == "Name at least one source. Write a notice to those who take part."
    with pytest.raises(Refused, match="when and where"):
        verbs.add_source(study, kind="interview", notes="They wait.")
    verbs.add_source(study, kind="interview", notes="They wait.", day=date(2026, 6, 1), place="Room 2")
    verbs.write(study, notice="We keep no names.")
    assert verbs.go_on(study).step == "classify"


def test_every_need_is_classified_and_what_weighs_is_analysed(
    study: NeedsStudy, it: Department, finance: Department
) -> None:
    assert refused(at(study, "classify")) == "Write down at least one need."
    cable, light = verbs.add_need(study, "A cable that fits"), verbs.add_need(study, "Coloured light")
    verbs.classify(cable, None, "I", 40)
    assert refused(study) == "Say what it is to people: Coloured light."
    verbs.classify(light, None, "A", None)
    verbs.classify(cable, finance, "M", 22)
    verbs.go_on(study)
    assert refused(study) == "Say where it is met, and how well: A cable that fits."
    verbs.analyse(cable, "work", 35)
    assert verbs.go_on(study).step == "plan"
    with pytest.raises(Refused, match="basic for somebody"):
        verbs.drop_need(cable)
    verbs.drop_need(light)


def test_a_plan_is_an_improvement_or_a_reason_and_is_reviewed(study: NeedsStudy, maria: User) -> None:
    need = verbs.add_need(at(study, "plan"), "A cable that fits")
    assert refused(study) == "Plan an improvement, or write why nothing is done."
    made = verbs.make_improvement(need, by=maria)
    verbs.go_on(study)
    assert "Review these improvements first: A cable that fits." in refused(study)
    improving.drop(made)
    assert refused(study) == "Write to those who took part what came of it."
    verbs.write(study, message={"en": "Nothing yet."})
    done = verbs.go_on(study)
    assert (done.step, done.reviewed_on) == ("reviewed", date(2026, 6, 29))
    with pytest.raises(Refused, match="finished"):
        verbs.add_need(study, "More")


def test_a_manager_walks_through_it(
    study: NeedsStudy, it: Department, maria: User, olga: User, sign_in: SignedIn
) -> None:
    browser, address = sign_in(maria), f"/needs/{study.pk}/"
    page = browser.post(f"{address}step/", follow=True)
    assert "Write the question." in page.content.decode()
    browser.post(f"{address}goal/", {"question": "What?", "owner": olga.pk, "decide_on": "2026-08-01"})
    browser.post(f"{address}step/")
    assert browser.post(f"{address}source/", {"kind": "focus"}).status_code == 422
    browser.post(f"{address}source/", {"kind": "comments", "notes": "Slow"})
    browser.post(f"{address}notice/", {"notice": "No names."})
    browser.post(f"{address}step/")
    browser.post(f"{address}need/", {"text": "Be quick"})
    need = study.needs.get()
    browser.post(f"{address}category/", {"need": need.pk, "category": "M", "n": "31"})
    browser.post(f"{address}category/", {"need": need.pk, "segment": it.pk, "category": "A"})
    shown = browser.get(address).content.decode()
    assert "n = 31" in shown
    assert "judged by interview" in shown
    browser.post(f"{address}step/")
    browser.post(f"{address}analysis/", {"need": need.pk, "stage": "answer", "performance": "40"})
    browser.post(f"{address}step/")
    page = browser.post(f"{address}need/{need.pk}/improvement/")
    assert page["Location"] == f"/improvements/{Improvement.objects.get().pk}/edit/"
    browser.post(f"{address}step/")
    study.refresh_from_db()
    assert study.step == "implement"


def test_others_of_the_department_read_and_other_departments_do_not(
    study: NeedsStudy, ivan: User, anna: User, sign_in: SignedIn
) -> None:
    assert sign_in(ivan).get(f"/needs/{study.pk}/").status_code == 200
    assert sign_in(ivan).post(f"/needs/{study.pk}/step/").status_code == 403
    assert sign_in(anna).get(f"/needs/{study.pk}/").status_code == 404

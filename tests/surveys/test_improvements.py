"""Improvements: nothing is in place that cannot be measured, and nobody says “better” without the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from requests_app.models import Department, Notification, User
from requests_app.transitions import Refused
from surveys.improving import metrics, telling, verbs
from surveys.improving.judging import judge
from surveys.improving.metrics import Metric, Sample, Share, Times, Window
from surveys.improving.verbs import Plan
from surveys.models import Improvement, Invitation
from tests.conftest import SignedIn, Travel

BEFORE, AFTER = "before", "after"


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


@pytest.fixture
def figures() -> Iterator[dict[str, Sample | None]]:
    """What the metric “test” answers for days before July and from then on."""
    samples: dict[str, Sample | None] = {BEFORE: Share(50, 100), AFTER: Share(75, 100)}

    def read(window: Window) -> Sample | None:
        return samples[BEFORE if window.start < date(2026, 6, 29) else AFTER]

    metrics.register(Metric("test", "Test", "percent", True, read))
    yield samples
    metrics._metrics.pop("test")


def plan(owner: User | None = None, **said: object) -> Plan:
    fields = {
        "title": {"en": "Call back the same day"},
        "kind": "process",
        "finding": "Nobody calls back.",
        "action": "A duty list.",
        "owner": owner,
        "metric": "test",
        "baseline_from": date(2026, 5, 1),
        "baseline_until": date(2026, 6, 15),
        "target": 70.0,
        "least": 5.0,
        "review_on": date(2026, 8, 31),
    }
    return Plan(**{**fields, **said})  # type: ignore[arg-type]


@pytest.fixture
def in_place(it: Department, olga: User, maria: User, figures: dict[str, Sample | None]) -> Improvement:
    begun = verbs.plan_it(verbs.begin(it, plan(olga), by=maria), by=maria)
    return verbs.implement(begun, date(2026, 6, 29))


class TestJudging:
    def test_a_share_is_better_only_if_chance_is_unlikely_and_the_change_is_large_enough(self) -> None:
        assert judge(Share(50, 100), Share(75, 100), more_is_better=True, least=5).verdict == "better"
        assert judge(Share(50, 100), Share(58, 100), more_is_better=True, least=5).verdict == "unclear"
        assert judge(Share(50, 100), Share(75, 100), more_is_better=True, least=30).verdict == "unclear"
        assert judge(Share(75, 100), Share(50, 100), more_is_better=True, least=5).verdict == "worse"
        assert judge(Share(75, 100), Share(50, 100), more_is_better=False, least=5).verdict == "better"

    def test_its_interval_holds_the_change(self) -> None:
        found = judge(Share(50, 100), Share(75, 100), more_is_better=True, least=5)
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.change == 25 < found.high

    def test_a_handful_of_answers_proves_little(self) -> None:
        assert judge(Share(1, 5), Share(4, 5), more_is_better=True, least=5).verdict == "unclear"

    def test_times_are_compared_by_rank(self) -> None:
        slow, quick = Times(tuple(map(float, range(20, 60)))), Times(tuple(map(float, range(1, 41))))
        found = judge(slow, quick, more_is_better=False, least=1)
        assert found.verdict == "better"
        assert found.improved is not None
        assert found.improved > 0.8
        assert judge(quick, slow, more_is_better=False, least=1).verdict == "worse"

    def test_two_kinds_are_never_compared(self) -> None:
        with pytest.raises(ValueError, match="two kinds"):
            judge(Share(1, 5), Times((1.0,)), more_is_better=True, least=0)


class TestPuttingInPlace:
    def test_a_plan_needs_an_action_and_an_owner(self, it: Department, maria: User) -> None:
        idea = verbs.begin(it, plan(action="", metric=""), by=maria)
        with pytest.raises(Refused, match=r"Say what is done\. Name an owner\."):
            verbs.plan_it(idea, by=maria)

    def test_nothing_is_in_place_without_a_figure_from_before(
        self, it: Department, olga: User, maria: User, figures: dict[str, Sample | None]
    ) -> None:
        bare = plan(olga, metric="", baseline_from=None, baseline_until=None, target=None, review_on=None)
        planned = verbs.plan_it(verbs.begin(it, bare, by=maria), by=maria)
        with pytest.raises(Refused, match="Choose by what it is measured") as refusal:
            verbs.implement(planned, date(2026, 6, 29))
        assert "Say which days before count" in str(refusal.value)
        assert "Set a target" in str(refusal.value)
        figures[BEFORE] = None
        planned = verbs.write(planned, plan(olga), edition=planned.edition)
        with pytest.raises(Refused, match="nothing may be shown"):
            verbs.implement(planned, date(2026, 6, 29))

    def test_what_it_is_measured_by_is_fixed_then(self, in_place: Improvement, olga: User) -> None:
        assert in_place.baseline == {"n": 100, "value": 50.0, "k": 50}
        with pytest.raises(Refused, match="stays as it was"):
            verbs.write(in_place, plan(olga, target=10.0), edition=in_place.edition)
        assert verbs.write(in_place, plan(olga, cause="No list"), edition=in_place.edition).cause == "No list"


class TestReviewing:
    DID = {"en": "You waited too long, so now somebody is on duty."}

    def test_not_before_its_day(self, in_place: Improvement, maria: User) -> None:
        with pytest.raises(Refused, match="too early"):
            verbs.review(in_place, "unclear", self.DID, by=maria)

    def test_the_owner_is_reminded_once_on_its_day(self, in_place: Improvement, olga: User, travel: Travel) -> None:
        assert telling.ask_to_review() == 0
        travel("2026-08-31 10:00")
        assert (telling.ask_to_review(), telling.ask_to_review()) == (1, 1)
        assert Notification.objects.filter(recipient=olga, kind="improvement_review").count() == 1

    def test_one_is_refused_the_word_better_and_one_earns_it(
        self, in_place: Improvement, maria: User, figures: dict[str, Sample | None], travel: Travel
    ) -> None:
        travel("2026-08-31 10:00")
        figures[AFTER] = Share(56, 100)
        with pytest.raises(Refused, match="do not carry “better”"):
            verbs.review(in_place, "better", self.DID, by=maria)
        figures[AFTER] = Share(75, 100)
        with pytest.raises(Refused, match="do not carry “worse”"):
            verbs.review(in_place, "worse", self.DID, by=maria)
        with pytest.raises(Refused, match="Write to those"):
            verbs.review(in_place, "better", {}, by=maria)
        done = verbs.review(in_place, "better", self.DID, by=maria)
        assert done.test
        assert done.test["p"] < 0.05
        assert done.after
        assert done.after["value"] == 75

    def test_without_answers_after_there_is_no_evidence(
        self, in_place: Improvement, maria: User, figures: dict[str, Sample | None], travel: Travel
    ) -> None:
        travel("2026-08-31 10:00")
        figures[AFTER] = None
        with pytest.raises(Refused, match="do not carry “better”"):
            verbs.review(in_place, "better", self.DID, by=maria)
        assert verbs.review(in_place, "unclear", self.DID, by=maria).test is None

    def test_those_who_were_asked_are_told_and_everybody_reads_it(
        self, in_place: Improvement, it: Department, li_wei: User, wang_fang: User, maria: User,
        travel: Travel, sign_in: SignedIn,
    ) -> None:  # fmt: skip
        travel("2026-08-31 10:00")
        asked = Invitation(person=li_wei, department=it, instrument="P", sent_on=date(2026, 6, 1))
        Invitation.objects.bulk_create([asked])
        page = sign_in(maria).post(
            f"/improvements/{in_place.pk}/review/", {"verdict": "better", "message_en": "Done so."}
        )
        assert page.status_code == 302
        told = Notification.objects.filter(kind="improvement_told")
        assert [one.recipient for one in told] == [li_wei]
        for address in ("/", "/services/it/", "/improvements/told/?department=it"):
            assert "Done so." in sign_in(wang_fang).get(address).content.decode()


class TestOnPages:
    def test_a_manager_writes_plans_and_puts_in_place(
        self, it: Department, olga: User, maria: User, figures: dict[str, Sample | None], sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        form = {"title_en": "Faster", "kind": "tool", "finding": "Slow", "action": "New tool", "owner": olga.pk}
        measured = {"metric": "test", "baseline_from": "2026-05-01", "baseline_until": "2026-06-15",
                    "target": "70", "least": "5", "review_on": "2026-09-01"}  # fmt: skip
        assert browser.post("/improvements/departments/it/new/", {"kind": "tool"}).status_code == 422
        page = browser.post("/improvements/departments/it/new/", form | measured)
        address = page["Location"]
        browser.post(f"{address}plan/")
        browser.post(f"{address}in-place/", {"on": "2026-06-29"})
        assert Improvement.objects.get().state == "implemented"
        assert "50" in browser.get(address).content.decode()

    def test_others_of_the_department_read_and_other_departments_do_not(
        self, in_place: Improvement, ivan: User, anna: User, sign_in: SignedIn
    ) -> None:
        address = f"/improvements/{in_place.pk}/"
        assert sign_in(ivan).get(address).status_code == 200
        assert sign_in(ivan).post(f"{address}dropping/").status_code == 403
        assert sign_in(anna).get(address).status_code == 404

    def test_a_stale_form_says_so(self, in_place: Improvement, maria: User, sign_in: SignedIn) -> None:
        form = {"title_en": "X", "kind": "tool", "finding": "Y", "edition": "0"}
        page = sign_in(maria).post(f"/improvements/{in_place.pk}/edit/", form)
        assert page.status_code == 422
        assert "Somebody else changed" in page.content.decode()

"""The journey on a department's page: stages with their time, what was said of them, and where it hurts."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

from dashboards.journey import counting, page, timing
from dashboards.models import JourneyFigures
from requests_app import transitions
from requests_app.models import Department, Draft, FilingTime, Service, User
from surveys import secrecy
from surveys.models import Questionnaire
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import rate
from tests.make import make_request, make_user, utc
from tests.surveys.campaigns import AFTER, DURING, all_alike, invite, make_campaign

NOW = utc(2026, 7, 2, 9)


def live(laptop: Service, li_wei: User, olga: User, hours: list[float], score: int | None = None) -> None:
    """Filed on 1 June at 9:00; hours of triage, hand-over (then the first answer), work, and until it is confirmed."""
    at = utc(2026, 6, 1, 9)
    request = make_request(laptop, li_wei, now=at)
    triage, handover, work, result = (timedelta(hours=one) for one in hours)
    transitions.assign(request, to=olga, by=olga, now=(at := at + triage))
    transitions.start(request, by=olga, now=(at := at + handover))
    transitions.reply(request, "I am at it.", by=olga, now=at)
    request = transitions.resolve(request, by=olga, now=(at := at + work))
    if score:
        rate(request, score, at=at)
    transitions.confirm(request, by=li_wei, now=at + result)


def figures(department: Department) -> dict[str, object]:
    counting.count_all(NOW)
    found: dict[str, object] = JourneyFigures.objects.get(department=department).figures
    return found


class TestCounting:
    @pytest.mark.parametrize(
        ("today", "days"),
        [
            (date(2026, 7, 2), (date(2026, 1, 1), date(2026, 7, 1))),
            (date(2026, 2, 28), (date(2025, 8, 1), date(2026, 2, 1))),
            (date(2026, 12, 31), (date(2026, 6, 1), date(2026, 12, 1))),
        ],
    )
    def test_it_looks_at_six_whole_months(self, today: date, days: tuple[date, date]) -> None:
        assert counting.window(today) == days

    def test_each_stage_has_its_time_and_its_share(self, laptop: Service, li_wei: User, olga: User) -> None:
        live(laptop, li_wei, olga, [1, 2, 6, 1])
        live(laptop, li_wei, olga, [3, 2, 4, 1])
        found = figures(laptop.provider)
        stages = found["stages"]
        assert isinstance(stages, dict)
        assert {name: (one["n"], one["p50"], one["p85"]) for name, one in stages.items()} == {
            "triage": (2, 1, 3),
            "handover": (2, 2, 2),
            "answer": (2, 3, 5),
            "work": (2, 4, 6),
            "result": (2, 1, 1),
        }
        assert stages["work"]["share"] == found["efficiency"] == 0.5
        assert sum(one["share"] for name, one in stages.items() if name != "answer") == pytest.approx(1)
        assert (found["requests"], found["closed_by_itself"]) == (2, 0)

    def test_what_is_open_counts_with_the_time_it_has_taken(self, laptop: Service, li_wei: User) -> None:
        make_request(laptop, li_wei, now=utc(2026, 6, 30, 9))
        stages = figures(laptop.provider)["stages"]
        assert isinstance(stages, dict)
        assert (stages["triage"]["n"], stages["triage"]["p50"], stages["triage"]["share"]) == (1, None, 1)

    def test_the_hurt_score_is_the_share_of_time_times_the_difference(
        self, laptop: Service, li_wei: User, olga: User
    ) -> None:
        for place in range(40):  # only in work it differs how long it took, and whoever waited longest is annoyed
            live(laptop, li_wei, olga, [1, 1, 1 + place / 10, 1], score=1 if place >= 30 else 5)
        stages = figures(laptop.provider)["stages"]
        assert isinstance(stages, dict)
        hurt = stages["work"]["hurt"]
        assert hurt["score"] == pytest.approx(stages["work"]["share"] * 1.0)
        assert (hurt["n"], 0 < hurt["low"] < hurt["score"]) == (20, True)
        assert stages["triage"]["hurt"] is None
        assert page.most_hurt(stages) == "work"

    def test_it_is_counted_once_a_month_and_then_left_alone(self, laptop: Service, li_wei: User, olga: User) -> None:
        live(laptop, li_wei, olga, [1, 1, 1, 1])
        assert [counting.count_all(NOW), counting.count_all(NOW + timedelta(days=20))] == [1, 0]
        live(laptop, li_wei, olga, [1, 1, 1, 1])
        assert figures(laptop.provider)["requests"] == 1
        assert counting.count_all(NOW + timedelta(days=31)) == 1

    def test_forms_given_up_are_counted_and_nobody_is_named(
        self, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        Draft.objects.create(user=li_wei, place=f"service-{laptop.pk}-filing", updated_at=utc(2026, 6, 1))
        Draft.objects.create(user=make_user("Other"), place=f"service-{laptop.pk}-filing", updated_at=NOW)
        assert figures(laptop.provider)["given_up"] == 1

    def test_filling_in_the_form_stands_first_and_takes_no_share_from_five_requests_on(self, laptop: Service) -> None:
        times = FilingTime(service=laptop, month=date(2026, 5, 1), minutes=5, count=4)
        times.save()
        FilingTime.objects.create(service=laptop, month=date(2020, 5, 1), minutes=5, count=9)
        assert "filing" not in figures(laptop.provider)["stages"]  # type: ignore[operator]
        JourneyFigures.objects.all().delete()
        FilingTime.objects.filter(pk=times.pk).update(count=10)
        stages = figures(laptop.provider)["stages"]
        assert isinstance(stages, dict)
        filing = stages["filing"]
        assert (next(iter(stages)), filing["n"], filing["share"], filing["hurt"]) == ("filing", 10, None, None)
        assert filing["p50"] == pytest.approx(4 / 60)
        assert page.rows_of({"stages": stages}, None)[0].p50 == "4 min"

    def test_one_departments_fault_does_not_keep_the_others_from_theirs(
        self, laptop: Service, travel_costs: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = timing.timing_of

        def fails_for_it(department: Department, *days: object, **when: object) -> object:
            if department == laptop.provider:
                raise ValueError("odd journal")
            return real(department, *days, **when)  # type: ignore[arg-type]

        monkeypatch.setattr(counting, "timing_of", fails_for_it)
        assert counting.count_all(NOW) == 1
        assert JourneyFigures.objects.get().department == travel_costs.provider


class TestThePage:
    def ask(self, maria: User, it: Department, people: int) -> None:
        """So many answer “mostly” to everything about IT, and the survey is over."""
        campaign = make_campaign(maria, [it], "journey", owner=it)
        for invitation in invite(campaign, [make_user(f"Person {one}") for one in range(people)], it):
            secrecy.submit(invitation.pk, all_alike(campaign, "4"), now=DURING)
        secrecy.close(campaign, now=AFTER)

    def shown(self, user: User, sign_in: SignedIn) -> str:
        response = sign_in(user).get("/dashboards/it/")
        assert response.status_code == 200
        return " ".join(strip_tags(response.content.decode()).split())

    def test_before_anything_is_known_it_says_when_it_will_be(
        self, laptop: Service, maria: User, sign_in: SignedIn
    ) -> None:
        assert "Nothing is known of the stages yet" in self.shown(maria, sign_in)

    def test_times_stand_there_without_a_survey(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn
    ) -> None:
        live(laptop, li_wei, olga, [1, 2, 6, 1])
        counting.count_all(NOW)
        text = self.shown(maria, sign_in)
        assert "1 request filed, Jan 2026 to Jun 2026" in text
        assert "The largest part of the time passes here: “Work”, 60 %. Work is 60 % of the time." in text
        assert "too few ratings yet to say where slowness hurts" in text
        assert "Nobody was asked about the stages yet." in text

    def test_released_answers_stand_beside_their_stages(
        self, laptop: Service, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        self.ask(maria, it, 12)
        text = self.shown(maria, sign_in)
        assert text.count("at least 90 % 12 answers") == 9  # eight questions, one of them of two stages
        assert "Its request forms and pages are easy to find" in text

    def test_of_too_few_nothing_is_told(self, laptop: Service, it: Department, maria: User, sign_in: SignedIn) -> None:
        self.ask(maria, it, 4)
        text = self.shown(maria, sign_in)
        assert "Too few people answered the survey about this department" in text
        assert "4 answers" not in text

    def test_a_survey_that_runs_tells_nothing_yet(
        self, laptop: Service, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        make_campaign(maria, [it], "journey", owner=it)
        assert "Nothing is known of the stages yet" in self.shown(maria, sign_in)

    def test_a_pulse_is_no_journey(self, laptop: Service, it: Department, maria: User, sign_in: SignedIn) -> None:
        assert not Questionnaire.objects.get(code="pulse").items.exclude(stages=[]).exists()

    def test_what_is_sure_to_hurt_is_named_and_what_is_not_is_not(self) -> None:
        sure = {"score": 0.2, "low": 0.1, "high": 0.3, "n": 40, "rank_correlation": -0.5}
        stage = {"n": 90, "p50": 1.0, "p85": 3.0, "share": 0.4, "hurt": sure}
        unsure = {**stage, "hurt": {**sure, "score": 0.9, "low": -0.1}}
        known = {"stages": {"work": stage, "waiting": unsure}, "efficiency": 0.4, "closed_by_itself": None}
        assert "It hurts most here: “Work”." in page.in_words(known)
        rows = {row.name: row for row in page.rows_of(known, None)}
        assert (rows["Work"].hurt, rows["Work"].hurt_detail) == ("20.0", "10.0 to 30.0 · n = 40 · ρ = −0.50")
        assert [rows["Work"].hurts, rows["Waiting"].hurts] == [True, False]
        assert "No stage can be seen to hurt" in page.in_words({**known, "stages": {"waiting": unsure}})


class TestLinkingQuestions:
    def test_only_a_scale_is_linked_and_a_new_version_keeps_the_links(self, maria: User, it: Department) -> None:
        from surveys.models import Question
        from surveys.questionnaires import building
        from surveys.questionnaires.building import Asked

        frame = building.Frame(instrument="O", owner=it, title={"en": "Ways"}, instruction={})
        scale = Question.objects.get(code="S1")
        comment = Question.objects.get(code="pulse-comment")
        draft = building.begin(frame, by=maria)
        asked = [Asked(scale, stages=["answer", "nonsense", "triage"]), Asked(comment, stages=["work"])]
        draft = building.save(draft, frame, asked, edition=draft.edition, by=maria)
        assert [item.stages for item in draft.items.order_by("position")] == [["triage", "answer"], []]
        building.publish(draft, edition=draft.edition, by=maria)
        assert building.revise(draft, by=maria).items.first().stages == ["triage", "answer"]  # type: ignore[union-attr]

    def test_a_manager_links_them_where_the_questionnaire_is_put_together(
        self, maria: User, it: Department, sign_in: SignedIn
    ) -> None:
        from surveys.models import Question
        from surveys.questionnaires import building
        from surveys.questionnaires.building import Asked

        frame = building.Frame(instrument="O", owner=it, title={"en": "Ways"}, instruction={})
        scale, draft = Question.objects.get(code="S1"), building.begin(frame, by=maria)
        draft = building.save(draft, frame, [Asked(scale)], edition=draft.edition, by=maria)
        sent = {"edition": draft.edition, "title_en": "Ways", "owner": it.pk, "items": str(scale.pk)}
        client, url = sign_in(maria), f"/questionnaires/{draft.pk}/"
        assert client.post(url, {**sent, f"stage-{scale.pk}": ["waiting", "work"]}).status_code == 302
        assert "Stages of a request: Waiting, Work" in client.get(url).content.decode()
        draft.refresh_from_db()
        client.post(url, {**sent, "edition": draft.edition, f"stage-{scale.pk}": ["work"], "publish": "1"})
        assert "Stages of a request" in client.get(url).content.decode()


@pytest.mark.parametrize("seed", [1, 2])
def test_random_lives_are_counted_without_a_gap(
    laptop: Service, it: Department, finance: Department, seed: int
) -> None:
    from dashboards.journey.timing import timing_of
    from tests.dashboards.history import Company, live_through

    company = Company.of(it, finance)
    live_through(company, random.Random(seed), since=utc(2026, 4, 1))
    timing = timing_of(it, utc(2026, 1, 1), utc(2027, 1, 1), now=utc(2026, 12, 1))
    parts = sum(times.total for stage, times in timing.stages.items() if stage != "answer")
    assert timing.requests
    assert parts == pytest.approx(timing.total)

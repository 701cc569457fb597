"""The ladder in the form: rows of when, who, what and whether, refused clearly, and shown again as they were."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from requests_app.models import Department, Priority, User
from sla import ladders
from sla.calendar import WorkingCalendar
from sla.examples import climbs
from sla.models import ServiceStandard
from sla.steps import Action, Condition, Step, Tell, warnings
from sla.terms import Target, read
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_standard, utc

HOUR = 3600
Goals = dict[tuple[str, int | None], Target]
Row = dict[str, Any]


@pytest.fixture
def draft(it: Department, ada: User, sign_in: SignedIn) -> ServiceStandard:
    """The next version of a standard with 2 h for an answer and 8 h until done, in office hours of 9 h."""
    in_force = make_standard(it, spec=OFFICE_HOURS)
    sign_in(ada).post(reverse("sla:revision", args=[in_force.pk]))
    return ServiceStandard.objects.drafts().get()


@pytest.fixture
def editor(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def shown(editor: Client, draft: ServiceStandard) -> dict[str, Any]:
    """What the form shows, as a browser would send it back."""
    form = editor.get(reverse("sla:edit", args=[draft.pk])).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}


def save(editor: Client, draft: ServiceStandard, rows: list[Row], **changes: Any) -> Any:
    values = {name: value for name, value in shown(editor, draft).items() if not name.startswith("step-")}
    for at, row in enumerate(rows):
        values |= {f"step-{at}-{name}": value for name, value in ({"tell": ["owner"]} | row).items()}
    return editor.post(reverse("sla:edit", args=[draft.pk]), values | changes)


def steps(draft: ServiceStandard, metric: str = "first_response") -> list[Step]:
    return list(read(ServiceStandard.objects.get(pk=draft.pk)).targets[metric, None].steps)


class TestRows:
    def test_a_step_is_a_share_of_the_time_or_some_time_before_or_after_it(
        self, editor: Client, draft: ServiceStandard
    ) -> None:
        rows: list[Row] = [
            {"amount": "75 %"},
            {"amount": "20 min", "kind": "before", "tell": ["owner", "team"]},
            {
                "amount": "1 h",
                "kind": "after",
                "tell": ["head"],
                "action": "give_to_manager",
                "condition": "unassigned",
            },
            {"amount": "1000", "tell": [], "action": "raise_priority"},
        ]
        assert save(editor, draft, rows).status_code == 302
        assert steps(draft) == [  # of two hours, soonest first
            Step("75%"),
            Step("-1200", (Tell.OWNER, Tell.TEAM)),
            Step("+3600", (Tell.HEAD,), Action.GIVE_TO_MANAGER, Condition.UNASSIGNED),
            Step("1000%", (), Action.RAISE_PRIORITY),
        ]

    def test_a_row_for_one_clock_is_beside_the_others_and_replaces_one_at_its_moment(
        self, editor: Client, draft: ServiceStandard
    ) -> None:
        rows: list[Row] = [
            {"amount": "50"},
            {"amount": "50", "clock": "resolution", "tell": ["head"]},
            {"amount": "90", "clock": "resolution"},
        ]
        save(editor, draft, rows)
        assert steps(draft) == [Step("50%")]
        assert steps(draft, "resolution") == [Step("50%", (Tell.HEAD,)), Step("90%")]

    def test_an_empty_row_counts_for_nothing(self, editor: Client, draft: ServiceStandard) -> None:
        save(editor, draft, [{"amount": "", "tell": []}, {"amount": "60"}])
        assert steps(draft) == [Step("60%")]

    def test_no_rows_mean_no_warnings(self, editor: Client, draft: ServiceStandard) -> None:
        save(editor, draft, [])
        assert steps(draft) == []

    def test_what_was_saved_comes_back_as_it_was(self, editor: Client, draft: ServiceStandard) -> None:
        rows: list[Row] = [
            {"amount": "40"},
            {"amount": "1 h 30 min", "kind": "before", "clock": "resolution", "tell": ["managers"]},
        ]
        save(editor, draft, rows)
        before = {(one.metric, one.priority): one.steps for one in draft.targets.all()}
        assert editor.post(reverse("sla:edit", args=[draft.pk]), shown(editor, draft)).status_code == 302
        assert {(one.metric, one.priority): one.steps for one in draft.targets.all()} == before

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ({"amount": "0"}, "Write a whole number from 1 to 1000"),
            ({"amount": "1001"}, "Write a whole number from 1 to 1000"),
            ({"amount": "", "action": "put_back"}, "Write a whole number from 1 to 1000"),
            ({"amount": "12.5"}, "Write a whole number from 1 to 1000"),
            ({"amount": "soon", "kind": "before"}, "Write a time such as"),
            ({"amount": "0 min", "kind": "after"}, "Write a time such as"),
            ({"amount": "2 h", "kind": "before"}, "the target itself is shorter"),
            ({"amount": "3 h", "kind": "before"}, "First answer: A step before the target lies within it"),
            ({"amount": "50", "tell": []}, "Say who is told, or what is done."),
            ({"amount": "50", "condition": "whenever"}, "whenever is not one of the available choices"),
        ],
    )
    def test_what_no_clock_can_climb_is_said_beside_its_row(
        self, editor: Client, draft: ServiceStandard, row: dict[str, Any], problem: str
    ) -> None:
        page = save(editor, draft, [row], pledge_en="Kept while it is wrong")
        assert page.status_code == 422
        text = page.content.decode()
        assert problem in text
        assert "Kept while it is wrong" in text
        assert steps(draft) == list(warnings((50, 80)))

    @pytest.mark.parametrize(
        "second", [{"amount": "50"}, {"amount": "1 h", "kind": "before"}, {"amount": "60 min", "kind": "before"}]
    )
    def test_two_steps_at_one_moment_are_refused(
        self, editor: Client, draft: ServiceStandard, second: dict[str, Any]
    ) -> None:
        page = save(editor, draft, [{"amount": "50"}, second])
        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["step-1-amount"]


CRITICAL, OTHERS = str(Priority.CRITICAL.value), ladders.OTHERS


class TestByPriority:
    @pytest.fixture
    def apart(self, draft: ServiceStandard, editor: Client) -> ServiceStandard:
        """Critical requests are done in four hours, all others in eight."""
        save(editor, draft, [{"amount": "50"}], resolution_1="4 h")
        return draft

    def of(self, draft: ServiceStandard, priority: int | None) -> list[str]:
        return list(read(draft).targets["resolution", priority].codes)

    def test_at_first_the_steps_are_the_same_for_all(self, editor: Client, apart: ServiceStandard) -> None:
        values = shown(editor, apart)
        assert (values["same_ladder"], values["step-0-priority"]) == (True, "")
        assert self.of(apart, 1) == self.of(apart, None) == ["50%"]

    def test_unticked_a_step_may_be_for_one_priority(self, editor: Client, apart: ServiceStandard) -> None:
        rows: list[Row] = [{"amount": "50"}, {"amount": "25", "clock": "resolution", "priority": CRITICAL}]
        assert save(editor, apart, rows, same_ladder="").status_code == 302
        assert self.of(apart, 1) == ["25%", "50%"]
        assert self.of(apart, None) == ["50%"]

    def test_or_for_all_others(self, editor: Client, apart: ServiceStandard) -> None:
        save(editor, apart, [{"amount": "50"}, {"amount": "80", "priority": OTHERS}], same_ladder="")
        assert self.of(apart, 1) == ["50%"]
        assert self.of(apart, None) == ["50%", "80%"]
        assert list(read(apart).targets["first_response", None].codes) == ["50%", "80%"]

    def test_it_takes_the_place_of_the_one_for_all_at_the_same_moment(
        self, editor: Client, apart: ServiceStandard
    ) -> None:
        rows: list[Row] = [{"amount": "50"}, {"amount": "50", "priority": CRITICAL, "tell": ["head"]}]
        save(editor, apart, rows, same_ladder="")
        assert [step.tell for step in read(apart).targets["resolution", 1].steps] == [(Tell.HEAD,)]
        assert [step.tell for step in read(apart).targets["resolution", None].steps] == [(Tell.OWNER,)]

    def test_ticked_again_they_are_the_same_for_all(self, editor: Client, apart: ServiceStandard) -> None:
        save(editor, apart, [{"amount": "50"}, {"amount": "25", "priority": CRITICAL}], same_ladder="on")
        assert self.of(apart, 1) == self.of(apart, None) == ["25%", "50%"]

    def test_saved_as_it_is_shown_nothing_changes(self, editor: Client, apart: ServiceStandard) -> None:
        rows: list[Row] = [
            {"amount": "50"},
            {"amount": "25", "clock": "resolution", "priority": CRITICAL},
            {"amount": "80", "clock": "resolution", "priority": OTHERS},
        ]
        save(editor, apart, rows, same_ladder="")
        before = read(apart).targets
        values = shown(editor, apart)
        assert values["same_ladder"] is False
        assert editor.post(reverse("sla:edit", args=[apart.pk]), values).status_code == 302
        assert read(apart).targets == before

    def test_a_priority_without_a_target_of_its_own_is_refused(self, editor: Client, apart: ServiceStandard) -> None:
        page = save(editor, apart, [{"amount": "50", "priority": "2"}], same_ladder="")
        assert page.status_code == 422
        assert "No such clock has a target of its own for this priority" in page.text

    def test_a_version_says_which_steps_are_for_whom(self, editor: Client, apart: ServiceStandard) -> None:
        rows: list[Row] = [{"amount": "50"}, {"amount": "25", "clock": "resolution", "priority": CRITICAL}]
        save(editor, apart, rows, same_ladder="")
        page = editor.get(reverse("sla:detail", args=[apart.pk])).text
        assert "Done, Critical</h3>" in page


class TestWithoutScript:
    def test_one_more_row_keeps_everything_that_was_typed_and_saves_nothing(
        self, editor: Client, draft: ServiceStandard
    ) -> None:
        typed = shown(editor, draft) | {"name_en": "Half", "first_response_any": "nonsense", "rows": "step:more"}
        page = editor.post(reverse("sla:edit", args=[draft.pk]), typed)
        assert page.status_code == 200
        form = page.context["form"]
        assert (form["name_en"].value(), form["first_response_any"].value()) == ("Half", "nonsense")
        assert [row["amount"].value() for row in form.ladder_rows()] == ["50", "80", None]
        assert not form.errors
        draft.refresh_from_db()
        assert str(draft.name) == "Standard"

    def test_a_row_can_be_taken_away(self, editor: Client, draft: ServiceStandard) -> None:
        page = editor.post(reverse("sla:edit", args=[draft.pk]), shown(editor, draft) | {"rows": "step:drop:0"})
        assert [row["amount"].value() for row in page.context["form"].ladder_rows()] == ["80"]

    def test_points_of_the_checklist_can_change_places(self, editor: Client, draft: ServiceStandard) -> None:
        points = {"point-0-en": "First", "point-0-key": "a", "point-1-en": "Second", "point-1-key": "b"}
        page = editor.post(reverse("sla:edit", args=[draft.pk]), shown(editor, draft) | points | {"rows": "point:up:1"})
        rows = page.context["form"].checklist_rows()
        assert [(row["key"].value(), row["texts"][0].value()) for row in rows] == [("b", "Second"), ("a", "First")]

    def test_nonsense_changes_nothing(self, editor: Client, draft: ServiceStandard) -> None:
        typed = shown(editor, draft)
        for order in ("", "step", "step:drop:99", "step:up:0", "nobody:more", "step:drop:x"):
            assert editor.post(reverse("sla:edit", args=[draft.pk]), typed | {"rows": order}).status_code == 200


class TestChecklist:
    def test_a_point_keeps_its_key_whatever_becomes_of_its_text_and_place(
        self, editor: Client, draft: ServiceStandard
    ) -> None:
        url = reverse("sla:edit", args=[draft.pk])
        editor.post(
            url, shown(editor, draft) | {"point-0-en": "Backed up", "point-1-en": "Wiped", "point-1-ru": "Стёрто"}
        )
        draft.refresh_from_db()
        [first, second] = draft.checklist
        assert second["text"] == {"en": "Wiped", "ru": "Стёрто"}
        typed = shown(editor, draft) | {"point-0-en": "", "point-1-en": "Wiped clean"}
        editor.post(url, typed)
        draft.refresh_from_db()
        assert draft.checklist == [{"key": second["key"], "text": {"en": "Wiped clean", "ru": "Стёрто"}}]
        assert first["key"] != second["key"]


class TestInWords:
    def test_a_step_is_a_sentence(self) -> None:
        step = Step("+3600", (Tell.OWNER, Tell.HEAD), Action.PUT_BACK, Condition.NOT_STARTED)
        assert ladders.sentence(step) == (
            "1 h after the time is up – tell: whoever works on it and the head of the department; "
            "put it back to the queue, only if work has not begun"
        )

    def test_the_breach_is_told_even_where_no_row_names_it(self) -> None:
        [part] = ladders.parts({("resolution", None): Target(HOUR, warnings((50,)))})
        assert part.heading == ""
        assert part.sentences[1].startswith(
            "When the time is up – tell: whoever works on it, the managers and the head"
        )

    def test_what_every_clock_has_is_said_once(self) -> None:
        targets: Goals = {
            ("first_response", None): Target(HOUR, (Step("50%"),)),
            ("resolution", None): Target(8 * HOUR, (Step("50%"), Step("200%", (Tell.HEAD,)))),
        }
        common, own = ladders.parts(targets)
        assert (common.heading, own.heading) == ("", "Done")
        assert (len(common.sentences), len(own.sentences)) == (2, 1)

    @given(
        st.dictionaries(
            st.tuples(st.sampled_from(["first_response", "resolution", "ola"]), st.sampled_from([None, 1, 2])),
            st.dictionaries(st.sampled_from(["25%", "50%", "-1800", "100%"]), st.sampled_from(Tell)),
            min_size=1,
        )
    )
    def test_rungs_and_ladders_are_two_ways_to_write_the_same(
        self, drawn: dict[tuple[str, int | None], dict[str, Tell]]
    ) -> None:
        targets: Goals = {
            key: Target(8 * HOUR, tuple(Step(code, (tell,)) for code, tell in told.items()))
            for key, told in drawn.items()
        }
        rungs = ladders.rungs_of(targets)
        for (metric, priority), target in targets.items():
            assert {*ladders.ladder(rungs, metric, target.seconds, priority)} == {*target.steps}


class TestInMoments:
    def test_filed_friday_evening_the_ladder_climbs_on_monday(self) -> None:
        calendar = WorkingCalendar.from_spec(OFFICE_HOURS)  # 09:00 to 18:00
        steps = (Step("75%"), Step("+7200", (Tell.HEAD,)))
        [climb] = climbs(calendar, {("first_response", None): Target(HOUR, steps)}, utc(2026, 6, 10, 12))
        assert [(f"{one.at:%a %H:%M}", one.is_due, one.is_late) for one in climb.moments] == [
            ("Mon 09:15", False, False),
            ("Mon 09:30", True, True),
            ("Mon 11:30", False, True),
        ]

    def test_it_is_shown_beside_the_form_while_it_is_filled_in(
        self, editor: Client, draft: ServiceStandard, travel: Travel
    ) -> None:
        travel("2026-06-10 12:00")
        values = shown(editor, draft) | {"first_response_any": "1 h", "resolution_any": "3 d", "step-0-amount": "75"}
        text = editor.get(reverse("sla:example"), values).content.decode()
        assert "3 d = 27 h" in text
        assert "Monday 15 June 09:15" in text
        assert "At 75 % of the time – tell: whoever works on it" in text
        assert "Answer by – tell: whoever works on it, the managers and the head of the department" in text

    def test_a_standard_for_one_priority_is_shown_at_that_priority(
        self, editor: Client, it: Department, draft: ServiceStandard
    ) -> None:
        targets: dict[tuple[str, int | None], int] = {("resolution", Priority.HIGH): HOUR}
        urgent = make_standard(
            it, scope=(None, Priority.HIGH), first_response=None, resolution=None, by_priority=targets
        )
        text = editor.get(reverse("sla:detail", args=[urgent.pk])).content.decode()
        assert "Done within 1 hour." in text
        assert "At priority High" in text

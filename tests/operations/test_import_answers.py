"""Answers of a survey held elsewhere become one that has closed: cleaned with a report, released by the same rules."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from operations.models import ImportRun
from requests_app.models import Department, User
from surveys.models import AnswerCounter, Campaign, Question, ReleasedGroup
from tests.conftest import SignedIn

pytestmark = pytest.mark.django_db

MAPPING = """
source = "staff-2025"

[survey]
title = "Staff survey"
opens = 2025-10-01
closes = 2025-10-31

[columns]
key = "id"
question = "asked"
answer = "said"
label = "label"
department = "team"

[answers]
blank = ["-"]

[answers.points]
"1" = "No"
"2" = "Rather not"
"3" = "Rather yes"
"4" = "Yes"

[answers.cannot_judge]
"0" = "Not applicable"

[questions.same]
"2. Work is fun & light" = "2. Work is fun and light"
"""
HEADER = ["id", "asked", "said", "label", "team"]
LABELS = {"0": "Not applicable", "1": "No", "2": "Rather not", "3": "Rather yes", "4": "Yes"}
CLEAR, FUN = "1. I know what to do", "2. Work is fun and light"
Line = tuple[str, str, str]


class Desk:
    """A folder with a mapping, into which answers are written and brought in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mapping, self.file, self.report = folder / "m.toml", folder / "answers.csv", folder / "report.csv"
        self.map(MAPPING)

    def map(self, text: str) -> None:
        self.mapping.write_text(text, encoding="utf-8")

    def write(self, *lines: Line, label: str | None = None) -> None:
        """Rows of (question, answer, team), each with its own id and the label of its answer."""
        with self.file.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for number, (asked, said, team) in enumerate(lines, 1):
                writer.writerow([number, asked, said, LABELS.get(said, "") if label is None else label, team])

    def bring_in(self, **options: Any) -> str:
        out = io.StringIO()
        call_command("import_answers", self.file, mapping=self.mapping, report=self.report, stdout=out, **options)
        return out.getvalue()

    def reported(self) -> list[list[str]]:
        with self.report.open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))[1:]


@pytest.fixture
def desk(tmp_path: Path, ada: User) -> Desk:
    return Desk(tmp_path)


def many(question: str, team: str, answers: str) -> list[Line]:
    return [(question, one, team) for one in answers]


GOOD = [*many(CLEAR, "it", "444332"), *many(FUN, "it", "43321-"), *many(CLEAR, "finance", "4433322")]


def figures(department: str | None = None) -> dict[str, Any]:
    group = (
        ReleasedGroup.objects.get(about__code=department) if department else ReleasedGroup.objects.get(kind="company")
    )
    by_text = {str(one.text): group.figures["questions"].get(str(one.pk)) for one in Question.objects.filter(version=1)}
    return {text: found for text, found in by_text.items() if found}


class TestWhatComes:
    def test_it_is_a_survey_that_has_closed_with_its_figures(self, desk: Desk, ada: User, sign_in: SignedIn) -> None:
        desk.write(*GOOD)

        told = desk.bring_in()

        campaign = Campaign.objects.get()
        assert (campaign.state, str(campaign.closes_on), campaign.created_by) == ("closed", "2025-10-31", ada)
        assert "18 answers to 2 questions about 2 departments, from 19 rows" in told
        assert "1 rows without an answer" in told
        assert figures()[CLEAR]["got"]["mean"]["value"] == pytest.approx(3.153846)
        assert figures("it")[FUN] == {**figures("it")[FUN], "n": 5, "points": 4}
        page = sign_in(ada).get(f"/surveys/{campaign.pk}/results/")
        assert (page.status_code, CLEAR in page.content.decode()) == (200, True)

    def test_its_questions_are_asked_on_its_own_scale(self, desk: Desk) -> None:
        desk.write(*GOOD)
        desk.bring_in()
        asked = Campaign.objects.get().questionnaire.in_order()
        assert [(str(one.text), one.scale_max) for one in asked] == [(CLEAR, 4), (FUN, 4)]
        assert [str(label) for label in asked[0].labels.values()] == ["No", "Rather not", "Rather yes", "Yes"]

    def test_nothing_of_a_department_with_fewer_than_five_people_stays(self, desk: Desk) -> None:
        desk.write(*many(CLEAR, "it", "44433"), *many(CLEAR, "hr", "111"), *many(CLEAR, "finance", "444333"))
        desk.bring_in()
        shown = {group.about.code for group in ReleasedGroup.objects.exclude(n=None) if group.about}
        assert shown == {"finance"}, "what is left of everybody must not be the three"
        kept = set(AnswerCounter.objects.values_list("bucket", flat=True))
        assert kept == {"", str(Department.objects.get(code="finance").pk)}

    def test_departments_that_are_there_are_used(self, desk: Desk, it: Department) -> None:
        desk.map(MAPPING + '\n[departments.codes]\n"Computers" = "it"\n')
        desk.write(*many(CLEAR, "Computers", "44332"))
        desk.bring_in()
        assert list(Campaign.objects.get().about.all()) == [it]

    def test_a_later_file_of_the_same_questions_uses_their_questionnaire(self, desk: Desk) -> None:
        for answers in ("44332", "11222"):
            desk.write(*many(CLEAR, "it", answers))
            desk.bring_in()
        desk.write(*many("1. I know what I should do", "it", "44332"))
        desk.bring_in()
        one, other, reworded = Campaign.objects.order_by("created_at", "opens_on").values_list(
            "questionnaire", flat=True
        )
        assert sorted([one, other, reworded].count(pk) for pk in {one, other, reworded}) == [1, 2]

    def test_the_same_file_again_adds_nothing(self, desk: Desk) -> None:
        desk.write(*GOOD)
        first = desk.bring_in()
        again = desk.bring_in()
        assert Campaign.objects.count() == 1
        assert again.startswith("This file was already brought in")
        assert first.splitlines()[-1] in again

    def test_a_dry_run_tells_the_same_and_writes_nothing(self, desk: Desk) -> None:
        desk.write(*GOOD, ("", "4", "it"))
        told = desk.bring_in(dry_run=True)
        assert "Nothing was written" in told
        assert "18 answers to 2 questions" in told
        assert "1 rows rejected\n" in told
        assert not any(model.objects.exists() for model in (Campaign, AnswerCounter, ImportRun, Department))
        assert not desk.report.exists()


class TestDirt:
    def test_labels_are_cleaned_and_the_report_says_so(self, desk: Desk) -> None:
        desk.write(*GOOD, ("  2. Work is  fun & light ", "4", " it "), label=None)
        told = desk.bring_in()
        assert "Cleaned or noted: blanks 1, other_wording 1" in told
        assert figures("it")[FUN]["n"] == 6
        assert [(row[3], row[5]) for row in desk.reported()] == [
            ("blanks", "  2. Work is  fun & light "),
            ("other_wording", "2. Work is fun & light"),
        ]

    def test_wordings_are_counted_apart_unless_the_mapping_joins_them(self, desk: Desk) -> None:
        desk.write(*GOOD, *many("2. Work is light and fun", "it", "44444"))
        told = desk.bring_in()
        assert f"“{FUN}” and “2. Work is light and fun” are counted apart" in told
        assert len(figures()) == 3

    @pytest.mark.parametrize(
        ("line", "label", "reason"),
        [
            (("", "4", "it"), "Yes", "It does not say which question was answered."),
            ((CLEAR, "5", "it"), "Yes", "The scale has no answer '5'."),
            ((CLEAR, "4", "it"), "No", "The answer '4' stands beside the label 'No'."),
            (("x" * 501, "4", "it"), "Yes", "A question is at most 500 characters long."),
        ],
    )
    def test_a_row_that_makes_no_sense_is_left_out_with_a_sentence(
        self, desk: Desk, line: Line, label: str, reason: str
    ) -> None:
        desk.write(*GOOD)
        with desk.file.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(["99", line[0], line[1], label, line[2]])
        told = desk.bring_in()
        assert "1 rows rejected, see" in told
        assert desk.reported() == [["rejected", "21", "99", reason, "", ""]]

    @pytest.mark.parametrize(("drops", "people"), [(False, 7), (True, 6)])
    def test_a_row_that_comes_twice_is_noted_and_dropped_only_where_wanted(
        self, desk: Desk, drops: bool, people: int
    ) -> None:
        desk.map(MAPPING + ("\n[rows]\ndrop_repeats = true\n" if drops else ""))
        desk.write(*many(CLEAR, "it", "444332"))
        with desk.file.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(["1", CLEAR, "4", "Yes", "it"])
        assert "repeat 1" in desk.bring_in()
        assert figures()[CLEAR]["n"] == people

    def test_who_names_no_department_counts_for_everybody_only(self, desk: Desk) -> None:
        desk.write(*many(CLEAR, "it", "44332"), *many(CLEAR, "", "11111"))
        assert "no_department 5" in desk.bring_in()
        assert (figures()[CLEAR]["n"], figures("it")[CLEAR]["n"]) == (10, 5)


class TestRefusal:
    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ([], "The file has a header and no rows."),
            (
                [(CLEAR, "9", "it")] * 8,
                "8 of 8 rows make no sense with this mapping. The first is on line 2: The scale",
            ),
            (many(CLEAR, "it", "4433"), "About 4 people answered. Nothing is shown of fewer than 5."),
            ([(f"Question {n}", "4", "it") for n in range(41)], "There would be 41 questions"),
        ],
    )
    def test_nonsense_is_refused_as_a_whole(self, desk: Desk, lines: list[Line], sentence: str) -> None:
        desk.write(*lines)
        for dry in (True, False):
            with pytest.raises(CommandError, match=sentence):
                desk.bring_in(dry_run=dry)
        assert not Campaign.objects.exists()
        assert not ImportRun.objects.exists()

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ('question = "asked"\n', "", "columns.question: is missing"),
            ('"asked"', '"askde"', "the file has no column 'askde'"),
            ('"0" = "Not applicable"', '"4" = "Not applicable"', "name one word twice"),
            ('"2" = "Rather not"\n"3" = "Rather yes"\n"4" = "Yes"\n', "", "names 2 to 10 answers"),
            ("closes = 2025-10-31", "closes = 2025-09-30", "is before `opens`"),
            ("closes = 2025-10-31", "", "known both or not at all"),
            ("closes = 2025-10-31", "closes = 2025-10-31\nk = 3", "is to be 5 or more, not 3"),
            ('source = "staff-2025"', 'source = "Staff 2025"', "small letters, digits and hyphens"),
            ("[questions.same]", "[question.same]", "Did you mean 'questions'"),
        ],
    )
    def test_a_mapping_that_is_wrong_says_where(self, desk: Desk, old: str, new: str, sentence: str) -> None:
        desk.write(*GOOD)
        assert old in MAPPING
        desk.map(MAPPING.replace(old, new, 1))
        with pytest.raises(CommandError, match=sentence):
            desk.bring_in(dry_run=True)

    def test_only_an_admin_runs_it(self, desk: Desk, li_wei: User) -> None:
        desk.write(*GOOD)
        with pytest.raises(CommandError, match="There is no admin li"):
            desk.bring_in(by=li_wei.email)

"""4,553 real answers with dirty labels: `import_answers` gives the means and favourable shares of their truth."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from requests_app.models import User
from surveys.models import ReleasedGroup
from tests.conftest import TOP
from tests.operations.test_import_answers import figures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

COUNTY = TOP / "docs" / "import" / "answers" / "county-employee-survey.toml"


def test_a_countys_survey_gives_the_figures_of_its_truth(portal_data: Path, tmp_path: Path, ada: User) -> None:
    folder = portal_data / "county-employee-survey"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    out, report = io.StringIO(), tmp_path / "report.csv"
    call_command("import_answers", folder / "responses.csv.gz", mapping=COUNTY, report=report, stdout=out)
    told = out.getvalue()
    assert f"{truth['all']['answers'] + truth['not_applicable']:,} answers to 10 questions" in told
    assert f"{truth['blank']} rows without an answer" in told
    assert f"repeat {truth['exact_duplicate_rows']}" in told

    everybody = by_number(figures())
    for number, expected in truth["by_question"].items():
        assert_same(everybody[number], expected)
    assert sum(one["n"] for one in everybody.values()) == truth["all"]["answers"]
    assert over_all(everybody, "mean") == pytest.approx(truth["all"]["mean_1_4"], abs=1e-5)
    assert over_all(everybody, "favourable") == pytest.approx(truth["all"]["favourable_rate"], abs=1e-5)

    shown = ReleasedGroup.objects.exclude(n=None).filter(kind="about")
    names = {str(group.about) for group in shown}
    # Four people answered in one department; the next smallest keeps them from being worked out.
    assert set(truth["by_department"]) - names == {"Family Justice Center", "Economic Development"}
    for group in shown:
        mine = by_number(figures(group.about.code if group.about else None))
        means = truth["mean_by_department_and_question"][str(group.about)]
        assert {number: one["got"]["mean"]["value"] for number, one in mine.items()} == pytest.approx(means, abs=1e-5)
        expected = truth["by_department"][str(group.about)]
        assert sum(one["n"] for one in mine.values()) == expected["answers"]
        assert over_all(mine, "mean") == pytest.approx(expected["mean_1_4"], abs=1e-5)
        assert over_all(mine, "favourable") == pytest.approx(expected["favourable_rate"], abs=1e-5)


def by_number(found: dict[str, Any]) -> dict[str, Any]:
    return {text.partition(".")[0]: one for text, one in found.items() if text[0].isdigit()}


def assert_same(figure: dict[str, Any], expected: dict[str, Any]) -> None:
    assert figure["n"] == expected["answers"]
    assert figure["got"]["mean"]["value"] == pytest.approx(expected["mean_1_4"], abs=1e-5)
    assert figure["got"]["favourable"]["value"] == pytest.approx(expected["favourable_rate"], abs=1e-5)
    shares = [count / expected["answers"] for count in expected["distribution_1_4"].values()]
    assert figure["got"]["distribution"] == pytest.approx(shares, abs=1e-5)


def over_all(found: dict[str, Any], side: str) -> float:
    answers = sum(one["n"] for one in found.values())
    return float(sum(one["n"] * one["got"][side]["value"] for one in found.values()) / answers)

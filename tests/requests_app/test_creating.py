"""Tables of an app are created together, however its models refer to each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from requests_app.creating import CreateModels

pytestmark = pytest.mark.django_db

KEY = models.BigAutoField(primary_key=True)
PEN_AND_PAPER = CreateModels(
    models=[
        CreateModel("Pen", [("id", KEY), ("paper", models.ForeignKey("drawing.Paper", models.CASCADE))]),
        CreateModel(
            "Paper",
            [("id", KEY), ("pen", models.ForeignKey("drawing.Pen", models.CASCADE)), ("size", models.IntegerField())],
            {"constraints": [models.UniqueConstraint(fields=["size"], name="paper_of_one_size")]},
        ),
    ]
)


@pytest.fixture
def after() -> Iterator[ProjectState]:
    """The state with both tables in the database; they are gone afterwards."""
    before, state = ProjectState(), ProjectState()
    PEN_AND_PAPER.state_forwards("drawing", state)
    with connection.schema_editor() as editor:
        PEN_AND_PAPER.database_forwards("drawing", editor, before, state)
    yield state
    with connection.schema_editor() as editor:
        PEN_AND_PAPER.database_backwards("drawing", editor, state, before)
    assert not {"drawing_pen", "drawing_paper"} & set(connection.introspection.table_names())


def test_models_in_a_circle_get_their_tables_keys_and_constraints(after: ProjectState) -> None:
    with connection.cursor() as cursor:
        pen = connection.introspection.get_relations(cursor, "drawing_pen")
        paper = connection.introspection.get_constraints(cursor, "drawing_paper")
    assert pen["paper_id"][1] == "drawing_paper"
    assert paper["paper_of_one_size"]["unique"]
    assert ("drawing_pen", "id") in [one["foreign_key"] for one in paper.values()]


def test_rows_can_be_written_through_the_models_of_the_state(after: ProjectState) -> None:
    assert after.apps.get_model("drawing", "Paper").objects.count() == 0


def test_the_operation_can_be_written_into_a_migration_and_says_what_it_does() -> None:
    text, _ = MigrationWriter.serialize(PEN_AND_PAPER.models[0])
    assert "Pen" in text
    assert PEN_AND_PAPER.deconstruct() == ("CreateModels", [], {"models": PEN_AND_PAPER.models})
    assert PEN_AND_PAPER.describe() == "Create 2 models"

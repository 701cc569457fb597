"""Nothing but the code of secrecy and of release touches what people answered: read from the sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from rest_framework.serializers import ModelSerializer

from requests_app import retention
from requests_app.configuration.kinds import KINDS
from surveys.models import AnswerCounter, AnswerRow, CommentText

CONTENT = (AnswerCounter, AnswerRow, CommentText)
NAMES = re.compile(r"\b(?:AnswerCounter|AnswerRow|CommentText)\b")
TABLES = re.compile("|".join(model._meta.db_table for model in CONTENT), re.IGNORECASE)
ROOMS = ("config", "requests_app", "sla", "surveys", "dashboards", "operations", "deploy")

# Each with why. A page, an export, an API, a job or a command that wants a figure asks `surveys.release`.
MAY_NAME = {
    "surveys/models/answers.py": "they are defined here",
    "surveys/models/__init__.py": "and named here",
    "surveys/secrecy/submitting.py": "writes one person's answers",
    "surveys/secrecy/bringing_in.py": "writes answers that were counted elsewhere",
    "surveys/secrecy/closing.py": "writes them anew when a survey closes",
    "surveys/secrecy/moderating.py": "blanks out words of comments, one at a time, after the end",
    "surveys/secrecy/comment_views.py": "shows comments to whoever runs the survey, after the end",
    "surveys/release/campaigns.py": "reads counters and rows once, when a survey closes",
    "surveys/release/comments.py": "reads comments that may be shown",
    "surveys/results/views.py": "shows what `release.shown_comments` gives it",
    "operations/seed/campaigns.py": "makes up answers of people who do not exist",
}


def sources() -> dict[str, str]:
    root = Path(settings.BASE_DIR)
    files = [path for room in ROOMS for path in (root / room).rglob("*.py") if "migrations" not in path.parts]
    return {path.relative_to(root).as_posix(): path.read_text() for path in files}


def test_every_module_that_names_the_tables_of_answers_is_known_with_its_reason() -> None:
    assert {path for path, text in sources().items() if NAMES.search(text)} == set(MAY_NAME)


def test_nobody_goes_round_the_models_by_the_names_of_the_tables() -> None:
    assert not [path for path, text in sources().items() if TABLES.search(text)]


def test_results_pages_exports_and_dashboards_query_no_answers_themselves() -> None:
    """Not even the one that shows comments: it counts and pages through what release hands it."""
    query = re.compile(r"(?:AnswerCounter|AnswerRow|CommentText)\.(?:_default_manager|_base_manager|objects)\b")
    asks = {path for path, text in sources().items() if query.search(text)}
    assert not {
        path for path in asks if not path.startswith(("surveys/secrecy/", "surveys/release/", "operations/seed/"))
    }


@pytest.mark.parametrize("model", CONTENT)
def test_no_admin_no_api_no_audit_and_no_foreign_key_leads_to_them(model: type[models.Model]) -> None:
    assert model not in admin.site._registry
    assert not [
        one for one in _all_below(ModelSerializer) if getattr(getattr(one, "Meta", None), "model", None) is model
    ]
    assert not [kind for kind in KINDS.values() if kind.model is model]
    pointing = [
        field
        for other in apps.get_models()
        for field in other._meta.get_fields()
        if field.is_relation and field.related_model is model and field.concrete
    ]
    assert not pointing


def test_their_retention_is_the_surveys_own_closing_and_no_rule_of_an_admin() -> None:
    """Closing keeps only what was released; a rule that removes answers by age would let somebody compare the two."""
    for code, kind in retention.KINDS.items():
        assert kind.rows.__module__.partition(".")[0] != "surveys" or code in {"rating_comments", "training_places"}


def _all_below(of: type) -> set[type]:
    found = set(of.__subclasses__())
    return found | {deeper for one in found for deeper in _all_below(one)}

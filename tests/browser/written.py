"""Everything that people, and not the portal, wrote: what a page may show without translating it."""

from __future__ import annotations

import json
import re
from typing import Any

SPACES = re.compile(r"\s+")
# Of JSON: keys are the code's, values people's.
Told = Any


def as_json() -> str:
    """The texts of the whole database, for a process that has no Django."""
    return json.dumps(SPACES.sub(" ", " ¶ ".join(sorted(texts()))))


def texts() -> set[str]:
    """Each value of each column with words, with the values inside JSON."""
    from django.apps import apps
    from django.db import models

    found: set[str] = set()
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
        ]
        for row in model._default_manager.values_list(*columns).distinct() if columns else ():
            for value in row:
                _take(value, found)
    return found


def _take(value: Told, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _take(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _take(inner, found)

"""The tables as a page: a Mermaid diagram and one line per table, made from the models so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

APPS = ("requests_app", "sla", "surveys", "dashboards", "operations")
HEAD = """# Data model

Made from the models by `./portal manage data_model`; a test fails when it is out of date. Indexes, constraints and
what each column means stand in the models themselves.

Two kinds of rows are only ever added: `RequestEvent` (the journal) and `ClockEvent`. `DayFigures` is recounted,
never incremented.
"""


def _models(app: str) -> list[type[models.Model]]:
    return sorted(apps.get_app_config(app).get_models(), key=lambda model: model.__name__)


def _links(model: type[models.Model]) -> Iterator[tuple[models.Field, type[models.Model]]]:  # type: ignore[type-arg]
    for field in model._meta.local_fields:
        target = field.related_model
        if isinstance(target, type) and target._meta.app_label in APPS:
            yield field, target


def _edge(model: type[models.Model], field: models.Field, target: type[models.Model]) -> str:  # type: ignore[type-arg]
    one = "|o" if field.null else "||"
    many = "o|" if field.unique else "o{"
    return f"    {target.__name__} {one}--{many} {model.__name__} : {field.name}"


def _diagram(app: str) -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for model in _models(app):
        for field, target in _links(model):
            yield _edge(model, field, target)
    yield "```"


def _table(app: str) -> Iterator[str]:
    yield "| table | holds | columns |"
    yield "|---|---|---|"
    for model in _models(app):
        said = (model.__doc__ or "").strip().split("\n")[0]
        holds = "" if said.startswith(f"{model.__name__}(") else said.replace("|", "\\|")
        columns = ", ".join(f"`{field.name}`" for field in model._meta.local_fields)
        yield f"| `{model.__name__}` | {holds} | {columns} |"


def page() -> str:
    parts = [HEAD]
    for app in APPS:
        parts += [f"## {app}", "", *_diagram(app), "", *_table(app), ""]
    return "\n".join(parts)

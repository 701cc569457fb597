"""How rows that name a request open it: approvals, participants."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, QuerySet


def cover_request(rows: QuerySet[Any], name: str = "request") -> Func:
    """Of a queryset of requests: is it one of those that these rows name in their column `name`?

    An array, not `pk__in`: beside other conditions joined by OR, PostgreSQL still finds all of them by index.
    """
    return is_any("pk", rows.order_by().values(name))


def is_any(column: str, values: QuerySet[Any]) -> Func:
    """Is the column one of the values of this one-column query, which is read once for the whole statement?"""
    shape = {"template": "%(expressions)s)", "arg_joiner": " = ANY("}
    return Func(F(column), ArraySubquery(values), output_field=models.BooleanField(), **shape)

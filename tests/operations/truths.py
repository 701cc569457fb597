"""What a log says of itself (truth.json), beside what the portal says of it."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

# truth.json rounds hours and rates to four to six digits.
ROUNDED = 6e-5


def truth_of(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return told


def figures(**options: Any) -> dict[str, Any]:
    """`manage.py figures --exact --format json`."""
    out = io.StringIO()
    call_command("figures", exact=True, format="json", stdout=out, **options)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def same(ours: Mapping[str, Any], theirs: Mapping[str, Any], *, unit: float = 1) -> None:
    """A duration in hours with `--percentile 90` equals one of the truth, of which `unit` make an hour."""
    assert ours["n"] == theirs["n"]
    if not ours["n"]:
        return
    for name, other in (("mean", "mean"), ("median", "median"), ("p90", "p90_linear"), ("min", "min"), ("max", "max")):
        assert ours[name] * unit == pytest.approx(theirs[other], abs=ROUNDED), name


def rows_by(column: str, log: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each request, in the order of the file."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(log, "rt", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row[column]].append(row)
    return found


def flagged(report: Path, flag: str) -> set[str]:
    """The keys of requests that an import flagged so."""
    with report.open(newline="", encoding="utf-8") as file:
        return {row["key"] for row in csv.DictReader(file) if row["reason"] == flag}

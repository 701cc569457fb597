"""A row per demand: what was measured, what is wanted, what came out."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Bound = Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Demand:
    """`text` names the measure, with the sizes of the run to be filled in. Unit x: a ratio."""

    text: str
    bound: Bound
    value: float
    unit: str = "x"


@dataclass(frozen=True, slots=True)
class Row:
    """One measure. `bound` says on which side of `demanded` the figure has to be; None where nothing is demanded."""

    key: str
    measure: str
    measured: float
    unit: str
    bound: Bound | None = None
    demanded: float | None = None
    detail: str = ""
    is_to_scale: bool = True  # else measured with less than the demand speaks of: shown, not judged

    @property
    def met(self) -> bool | None:
        if self.demanded is None or not self.is_to_scale:
            return None
        return self.measured >= self.demanded if self.bound == "at least" else self.measured <= self.demanded

    def wanted(self) -> str:
        return f"{self.bound} {figure(self.demanded, self.unit)}" if self.demanded is not None else "-"


def figure(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.2f}"
    return text + {"x": "x", "%": " %"}.get(unit, f" {unit}" if unit else "")


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def as_table(rows: Iterable[Row]) -> str:
    cells = [("measure", "demanded", "measured", "met?", "")]
    for row in rows:
        verdict = {True: "yes", False: "NO", None: "" if row.is_to_scale else "(small)"}[row.met]
        cells.append((row.measure, row.wanted(), figure(row.measured, row.unit), verdict, row.detail))
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    return "\n".join(
        f"{name:<{widths[0]}}  {wanted:>{widths[1]}}  {measured:>{widths[2]}}  {met:<{widths[3]}}  {detail}".rstrip()
        for name, wanted, measured, met, detail in cells
    )


def as_json(rows: Iterable[Row], *, quick: bool, seconds: float) -> str:
    """`rows` with `met` beside every figure: what a machine compares from one version to the next."""
    told_rows = [asdict(row) | {"met": row.met} for row in rows]
    return json.dumps({"quick": quick, "machine": machine(), "seconds": round(seconds, 1), "rows": told_rows}, indent=1)

"""A figure over time beside what chance does to it: its median, the limits of chance, a goal, and what was remarked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from requests_app.charts import parts
from requests_app.charts.parts import Caption, Chart, Frame, Key, Level, LevelLine, Series, Table, Tick, Trace
from requests_app.charts.scale import Scale, gutter_for, nice_scale, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What a series is compared with. Indexes are those of the categories.

    `limits`: between them chance explains every point (XmR). `signals`: points that belong to a signal.
    `remarks`: what somebody noted at a category ("new mail system").
    """

    centre: Level | None = None
    limits: tuple[float, float] | None = None
    limits_label: str = ""
    goal: Level | None = None
    signals: Sequence[int] = ()
    signal_label: str = ""
    remarks: Mapping[int, str] | None = None
    remark_label: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    x: str
    y: str
    tip: str


@dataclass(frozen=True, slots=True)
class Remark:
    x: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart(Chart):
    """`band` is the top and the height of the limits; "" where there are none."""

    template = "components/charts/control.html"
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    trace: Trace
    centre: LevelLine | None
    goal: LevelLine | None
    band: tuple[str, str] | None
    rings: tuple[Ring, ...]
    remarks: tuple[Remark, ...]


def control_chart(caption: Caption, frame: Frame, series: Series, control: Control) -> ControlChart | None:
    """One line; None without a value. Raises ValueError for a series that does not fit the categories."""
    parts.check_lengths(frame, [series])
    values = series.known()
    if not values:
        return None
    levels = [level.value for level in (control.centre, control.goal) if level]
    wanted = [*values, *levels, *(control.limits or ())]
    scale = nice_scale(wanted, lowest=frame.lowest, highest=frame.highest, whole=frame.whole)
    ticks = parts.y_ticks(scale, frame.number)
    return ControlChart(
        caption=caption,
        table=_table(frame, series, control),
        keys=tuple(_keys(control)),
        gutter=gutter_for(tick.label for tick in ticks),
        linked=any(series.hrefs),
        x_ticks=parts.x_ticks(frame.categories),
        y_ticks=ticks,
        trace=parts.trace(frame, series, scale, 1),
        centre=_level(control.centre, scale),
        goal=_level(control.goal, scale),
        band=_band(control, scale),
        rings=tuple(_rings(frame, series, control, scale)),
        remarks=tuple(
            Remark(percent(parts.middle(frame, i)), f"{frame.categories[i]} · {text}")
            for i, text in sorted((control.remarks or {}).items())
        ),
    )


def _keys(control: Control) -> list[Key]:
    lines = [(control.centre, "level"), (control.goal, "goal")]
    keys = [Key(level.label, kind) for level, kind in lines if level]
    if control.limits:
        keys.append(Key(control.limits_label, "limit"))
    if control.signals:
        keys.append(Key(control.signal_label, "signal"))
    if control.remarks:
        keys.append(Key(control.remark_label, "remark"))
    return keys


def _level(level: Level | None, scale: Scale) -> LevelLine | None:
    return LevelLine(percent(scale.at(level.value)), level.label) if level else None


def _band(control: Control, scale: Scale) -> tuple[str, str] | None:
    if control.limits is None:
        return None
    low, high = control.limits
    return percent(scale.at(high)), percent(scale.at(low) - scale.at(high))


def _rings(frame: Frame, series: Series, control: Control, scale: Scale) -> list[Ring]:
    found = [(i, series.values[i]) for i in control.signals]
    return [
        Ring(percent(parts.middle(frame, i)), percent(scale.at(value)), parts.tip(frame, series, i, value))
        for i, value in found
        if value is not None
    ]


def _table(frame: Frame, series: Series, control: Control) -> Table:
    """The series with what was said of its points; the signal and the remark are words here, not marks."""
    table, said = parts.table_of(frame, [series]), _said(frame, control)
    if not any(said):
        return table
    rows = ((replace(row[0], note=note), *row[1:]) for row, note in zip(table.rows, said, strict=True))
    return Table(table.header, tuple(rows))


def _said(frame: Frame, control: Control) -> list[str]:
    marked, remarks = set(control.signals), control.remarks or {}
    return [
        " · ".join(filter(None, [control.signal_label if i in marked else "", remarks.get(i, "")]))
        for i in range(len(frame.categories))
    ]

"""Clocks: a cell of a list, a bar with its pieces, the moments behind it."""

from __future__ import annotations

from sla.story.moments import Ends, Hours, Row, Table

from .samples import MOMENT, Sample, Samples, say

# Where pieces of a bar begin and how long they are, in per cent of it.
RUN, PAUSE, OFF, OVER, AHEAD = ("run", 0, 30), ("pause", 30, 20), ("off", 50, 10), ("over", 85, 15), ("ahead", 60, 40)


def samples() -> Samples:
    return {
        "clock_cell": _cells(),
        "clock_bar": _bars(),
        "clock_legend": [Sample("", {"kinds": _kinds()})],
        "clock_moments": [Sample("", {"table": _moments(), "label": say("First answer", "首次答复", "Первый ответ")})],
    }


def _cells() -> list[Sample]:
    left, rest = say("42 min left", "还剩 42 分钟", "осталось 42 мин"), say("paused", "已暂停", "пауза")
    kept, broken = say("kept", "已履约", "выполнено"), say("− 6 h 30 min", "−6 小时 30 分钟", "− 6 ч 30 мин")
    label = say("first answer", "首次答复", "первый ответ")
    states = (("running", left), ("off", left), ("paused", rest), ("kept", kept), ("broken", broken))
    return [
        *(
            Sample(f"state={state}", {"due_at": MOMENT, "state": state, "text": text, "label": label})
            for state, text in states
        ),
        Sample("tone=soon", {"due_at": MOMENT, "state": "running", "tone": "soon", "text": left}),
    ]


def _bars() -> list[Sample]:
    label = say("First answer", "首次答复", "Первый ответ")
    sentence = say(
        "Paused for 2 h 10 min: it waited for your answer.",
        "暂停 2 小时 10 分钟：等待您的答复。",
        "Пауза 2 ч 10 мин: ждали вашего ответа.",
    )
    running = {"label": label, "pieces": _pieces(RUN, PAUSE, OFF, AHEAD), "mark": 90, "text": sentence}
    broken = {"label": label, "pieces": _pieces(("run", 0, 85), OVER), "mark": 85}
    return [
        Sample("running", {**running, "tag": say("2 h left", "还剩 2 小时", "осталось 2 ч"), "tone": "good"}),
        Sample("broken", {**broken, "tag": say("broken", "已超时", "нарушено"), "tone": "late"}),
        Sample("off", {**running, "off": say("off hours", "非工作时间", "нерабочее время")}),
    ]


def _pieces(*pieces: tuple[str, int, int]) -> list[dict[str, object]]:
    return [{"kind": kind, "x": x, "width": width} for kind, x, width in pieces]


def _kinds() -> list[tuple[str, str]]:
    return [
        ("run", say("runs", "计时中", "идёт")),
        ("pause", say("rests", "暂停", "пауза")),
        ("off", say("closed", "非工作时间", "нерабочее время")),
        ("over", say("late", "已超时", "опоздание")),
        ("ahead", say("left", "剩余", "осталось")),
    ]


def _moments() -> Table:
    hours = Hours(say("Office hours", "办公时间", "Рабочие часы"), "#main")
    until = say("24 Nov 09:00", "11月24日 09:00", "24 нояб. 09:00")
    ends = Ends(until, say("24 Nov 11:30", "11月24日 11:30", "24 нояб. 11:30"))
    elsewhere = Ends(until, say("24 Nov 19:30", "11月24日 19:30", "24 нояб. 19:30"), say("Shanghai", "上海", "Шанхай"))
    counted = say("2 h 30 min", "2 小时 30 分钟", "2 ч 30 мин")
    return Table(
        rows=[
            Row(say("runs", "计时中", "идёт"), ends, elsewhere, counted, None),
            Row(say("rests", "暂停", "пауза"), ends, None, "", hours),
        ],
        total=counted,
        moments=[(say("Due", "截止", "Срок"), until)],
        hours=hours,
        week=say("Mon–Fri 09:00–18:00", "周一至周五 09:00–18:00", "пн–пт 09:00–18:00"),
        zone=say("Moscow", "莫斯科", "Москва"),
    )

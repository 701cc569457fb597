"""What holds others: tables, dialogs, the older frame of a picture."""

from __future__ import annotations

from django.utils.safestring import SafeString

from .samples import Sample, Samples, person, say

# A picture drawn by hand, as a page outside the charts may bring one.
PICTURE = SafeString(
    '<svg viewBox="0 0 240 60" role="img" aria-label="1, 3, 2"><path class="grid-line" d="M0 59H240"/>'
    '<path class="line s1" d="M0 50L120 10L240 30"/><path class="line s2" d="M0 40L120 35L240 12"/></svg>'
)


def samples() -> Samples:
    return {
        "table": [Sample("cards", {**_table(), "cards": True}), Sample("dense", {**_table(), "dense": True})],
        "dialog": [Sample("closed; opened by the button", _dialog())],
        "chart_frame": [Sample("legend, rows, text", _frame()), Sample("no data", {"title": _title()})],
    }


def _title() -> str:
    return say("Filed and resolved", "已提交与已解决", "Подано и решено")


def _table() -> dict[str, object]:
    columns = [
        {"label": say("Request", "申请", "Заявка")},
        {"label": say("From", "提交人", "От кого"), "narrow": False},
        {"label": say("Hours", "小时", "Часы"), "align": "end"},
    ]
    rows = [
        {"title": say("A second screen", "第二台显示器", "Второй монитор"), "who": person()["name"], "hours": 3},
        {
            "title": say("Access to the archive", "档案库访问权限", "Доступ к архиву"),
            "who": person()["name"],
            "hours": 12,
        },
    ]
    return {"caption": _title(), "columns": columns, "rows": rows, "row": "operations/showcase/_row.html"}


def _dialog() -> dict[str, object]:
    title = say("Hand over", "转交", "Передать")
    return {"id": "sample-dialog", "title": title, "body": "operations/showcase/_body.html"}


def _frame() -> dict[str, object]:
    filed, solved = say("filed", "已提交", "подано"), say("resolved", "已解决", "решено")
    return {
        "title": _title(),
        "note": "n = 214",
        "svg": PICTURE,
        "legend": [{"label": filed, "series": 1}, {"label": solved, "series": 2}],
        "columns": [say("Month", "月份", "Месяц"), filed, solved],
        "rows": [[say("May", "五月", "май"), 50, 40], [say("June", "六月", "июнь"), 10, 35]],
        "text": say("More is solved than filed.", "解决的多于提交的。", "Решают больше, чем подают."),
    }

"""A picture of each kind there is, with everything it can show."""

from __future__ import annotations

from requests_app import charts
from requests_app.charts import Caption, Frame, Level, Series

from .samples import Sample, Samples, say


def samples() -> Samples:
    made: dict[str, object] = {
        "bars": _bars(),
        "line": _lines(),
        "control": _control(),
        "grid": _grid(),
        "spans": _spans(),
        "dots": _dots("sample-dots"),
        "statements": _dots("sample-statements"),
        "distribution": _distribution(),
        "places": _places(),
        "spark": charts.sparkline(_caption("spark"), _frame(), _filed()),
    }
    return {f"charts/{kind}": [Sample("", {"chart": chart}), Sample("nothing to draw")] for kind, chart in made.items()}


def _caption(kind: str) -> Caption:
    return Caption(
        f"sample-{kind}",
        say("Filed and resolved", "已提交与已解决", "Подано и решено") + f" · {kind}",
        say(
            "Eleven more are open than a month ago.",
            "未完成的比一个月前多 11 件。",
            "Открытых на 11 больше, чем месяц назад.",
        ),
    )


def _frame() -> Frame:
    months = say("Jan Feb Mar Apr May Jun", "1月 2月 3月 4月 5月 6月", "янв фев мар апр май июн").split()
    return Frame(months, say("Month", "月份", "Месяц"), "{:.0f}".format, whole=True)


def _filed() -> Series:
    return Series(say("filed", "已提交", "подано"), [30, 45, 18, 40, 52, 33])


def _solved() -> Series:
    return Series(say("resolved", "已解决", "решено"), [28, 30, None, 44, 41, 38])


def _promised() -> Level:
    return Level(48, say("promised", "承诺值", "обещано"))


def _bars() -> charts.BarChart | None:
    still = Series(say("open", "未完成", "открыто"), [50, 65, 60, 56, 67, 62])
    return charts.bar_chart(_caption("bars"), _frame(), [_filed(), _solved()], line=still)


def _lines() -> charts.LineChart | None:
    third = Series(say("reopened", "重新打开", "открыто снова"), [4, 9, 6, 12, 8, 3])
    return charts.line_chart(_caption("line"), _frame(), [_filed(), _solved(), third], level=_promised())


def _control() -> charts.ControlChart | None:
    control = charts.Control(
        centre=Level(35, say("median", "中位数", "медиана")),
        limits=(15, 50),
        limits_label=say("chance", "随机波动范围", "случайный разброс"),
        goal=_promised(),
        signals=[4],
        signal_label=say("signal", "信号", "сигнал"),
        remarks={2: say("new system", "新系统上线", "новая система")},
        remark_label=say("remark", "备注", "примечание"),
    )
    return charts.control_chart(_caption("control"), _frame(), _filed(), control)


def _departments() -> tuple[str, str, str]:
    return (
        say("IT", "信息技术部", "ИТ-отдел"),
        say("Legal", "法务部", "Юридический"),
        say("Finance", "财务部", "Финансовый"),
    )


def _grid() -> charts.GridChart | None:
    names = _departments()
    frame = charts.GridFrame(rows=names, columns=names, heading=say("From", "来自", "От кого"), number="{:.0f}".format)
    return charts.grid_chart(_caption("grid"), frame, [[None, 40, 12], [31, None, 0], [22, 6, None]])


def _spans() -> charts.SpanChart | None:
    header = (say("Stage", "阶段", "Этап"), say("half", "一半", "половина"), say("85 of 100", "85%", "85 из 100"), "n")
    rows = [
        charts.SpanRow(say("Work", "处理", "Работа"), 2, 7.5, "n = 118"),
        charts.SpanRow(say("Waiting", "等待", "Ожидание"), 1, None, missing=say("too few", "数量太少", "слишком мало")),
    ]
    return charts.span_chart(_caption("spans"), charts.SpanFrame(header=header, number="{:.1f}".format), rows)


def _dots(name: str) -> charts.DotChart | None:
    it, legal, finance = _departments()
    header = (
        say("Department", "部门", "Отдел"),
        say("Share", "占比", "Доля"),
        say("Interval", "区间", "Интервал"),
        "n",
    )
    rows = [
        charts.DotRow(it, 0.81, (0.73, 0.87), "n = 118", beside=0.9),
        charts.DotRow(legal, 0.62, (0.4, 0.8), "n = 14", early=True),
        charts.DotRow(finance, None, note=say("too few answers", "回答太少", "слишком мало ответов")),
    ]
    frame = charts.DotFrame(header, "{:.0%}".format)
    needed = say("needed", "期望值", "нужно")
    return charts.dot_chart(
        _caption(name.removeprefix("sample-")), frame, rows, level=Level(0.75, needed), beside=needed
    )


def _distribution() -> charts.DistributionChart | None:
    header = (say("Answer", "回答", "Ответ"), say("Count", "数量", "Число"), say("Share", "占比", "Доля"))
    points = [
        charts.RatingPoint(str(point), count, favourable=point > 3) for point, count in ((5, 70), (4, 31), (3, 9))
    ]
    caption = _caption("distribution")
    return charts.distribution_chart(caption, points, header=header, number="{:.0f}".format, share="{:.0%}".format)


def _places() -> charts.PlaceChart | None:
    axes = tuple(
        charts.Axis(label, "{:.1f}".format, 0, 1, (0, 0.5, 1), Level(0.5, ""))
        for label in (say("better", "满意系数", "радует"), say("worse", "不满意系数", "огорчает"))
    )
    places = [
        charts.Place(say("Quick repairs", "快速维修", "Быстрый ремонт"), "A", 0.2, 0.8, "n = 40"),
        charts.Place(say("A friendly word", "友善的问候", "Доброе слово"), "B", 0.7, 0.3, "n = 12", early=True),
    ]
    corners = (
        say("must be", "基本型", "обязательно"),
        say("expected", "期望型", "ожидается"),
        say("no matter", "无差异", "безразлично"),
        say("pleases", "魅力型", "восхищает"),
    )
    header = (say("Need", "需求", "Потребность"), "n")
    return charts.place_chart(_caption("places"), (axes[0], axes[1]), places, header=header, corners=corners)

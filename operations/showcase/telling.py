"""What tells something: people, states, clocks, notices, figures, the timeline."""

from __future__ import annotations

from requests_app.models.levels import STATUS_LABELS
from requests_app.states import Status

from .samples import MOMENT, Sample, Samples, each, links, person, say

TONES = ("neutral", "accent", "good", "soon", "late", "wait")
DEPARTMENT = ("Human resources", "人力资源部", "Отдел кадров")


def samples() -> Samples:
    return {
        "avatar": _avatars(),
        "person": _people(),
        "badge": _badges(),
        "status_tag": [
            Sample(f"status={one.value}", {"status": one.value, "label": str(STATUS_LABELS[one])}) for one in Status
        ],
        "due_phrase": _due(),
        "notice": _notices(),
        "toast": each("tone", ("success", "info", "warning", "error"), text=say("Saved.", "已保存。", "Сохранено.")),
        "waiting_banner": _banners(),
        "stat": _stats(),
        "tile": _tiles(),
        "card": _cards(),
        "empty": _empty(),
        "progress": _progress(),
        "timeline_entry": _entries(),
        "kept_texts": [Sample("", {"texts": [{"label": say("Reply", "回复", "Ответ"), "value": _message()}]})],
        "stale_edition": _stale(),
        "mark": [Sample("")],
    }


def _message() -> str:
    return say(
        "The laptop is on your desk. Please sign in once before Friday.",
        "笔记本电脑已放在您的桌上。请在周五之前登录一次。",
        "Ноутбук уже на вашем столе. Пожалуйста, войдите в него один раз до пятницы.",
    )


def _when() -> dict[str, object]:
    return {
        "text": say("today 15:30", "今天 15:30", "сегодня в 15:30"),
        "exact": say(
            "Tuesday 24 November 2026, 15:30", "2026年11月24日 星期二 15:30", "вторник, 24 ноября 2026 г., 15:30"
        ),
    }


def _avatars() -> list[Sample]:
    initials = person()["initials"]
    sizes = each("size", ("small", "large"), initials=initials)
    return [Sample("initials", {"initials": initials}), *sizes, Sample("nobody")]


def _people() -> list[Sample]:
    nobody = say("nobody yet", "尚无人负责", "пока никто")
    return [
        Sample("name", person()),
        Sample("sub", {**person(), "sub": say(*DEPARTMENT)}),
        Sample("size=small", {**person(), "size": "small"}),
        Sample("nobody", {"nobody": nobody}),
    ]


def _badges() -> list[Sample]:
    label = say("Waiting for you", "等待您处理", "Ждёт вас")
    return [
        *each("tone", TONES, label=label),
        Sample("plain", {"label": label, "tone": "good", "plain": True}),
        Sample("icon", {"label": label, "icon": "moon"}),
    ]


def _due() -> list[Sample]:
    return [Sample("exact", {"at": MOMENT, **_when()}), Sample("still", {"at": MOMENT, **_when(), "still": True})]


def _notices() -> list[Sample]:
    title = say("Mail is moved on Saturday", "邮件系统将于周六迁移", "В субботу переносим почту")
    text = say("From 9 to 12 nothing arrives.", "9 点至 12 点期间收不到邮件。", "С 9 до 12 письма не приходят.")
    action = {"action_label": say("Read more", "查看详情", "Подробнее"), "action_href": "#main"}
    return [
        *each("tone", ("accent", "good", "soon", "late", "wait"), title=title, text=text),
        Sample("action", {"title": title, "icon": "megaphone", **action}),
    ]


def _banners() -> list[Sample]:
    title = say("Olga asks you something", "Olga 有问题想问您", "Ольга спрашивает вас")
    question = say(
        "Which keyboard layout do you need?", "您需要哪种键盘布局？", "Какая раскладка клавиатуры вам нужна?"
    )
    text = say("The clock rests until you answer.", "在您答复之前，计时暂停。", "Срок не идёт, пока вы не ответите.")
    answer = {"href": "#main", "label": say("Answer", "答复", "Ответить")}
    return [Sample("question", {"title": title, "question": question, "text": text, **answer})]


def _stats() -> list[Sample]:
    label = say("Kept promises", "履约率", "Выполненные обещания")
    note, value = "n = 214", say("96 %", "96%", "96 %")
    signals = [
        (tone, words)
        for tone, words in (
            ("good", say("more than usual", "高于平时", "больше обычного")),
            ("late", say("fewer than usual", "低于平时", "меньше обычного")),
        )
    ]
    return [
        Sample("note, href", {"label": label, "value": value, "note": note, "href": "#main"}),
        *(Sample(f"tone={t}", {"label": label, "value": value, "tone": t, "signal": words}) for t, words in signals),
        Sample("no figure", {"label": label}),
        Sample("empty", {"label": label, "empty": say("too few to tell", "数量太少", "слишком мало")}),
    ]


def _tiles() -> list[Sample]:
    common = {
        "title": say("New equipment", "新设备", "Новое оборудование"),
        "text": say("Laptops, screens, phones", "笔记本电脑、显示器、电话", "Ноутбуки, мониторы, телефоны"),
        "href": "#main",
    }
    tag = say("usually within 2 days", "通常 2 天内完成", "обычно за 2 дня")
    return [
        Sample("icon", {**common, "icon": "computer-desktop"}),
        Sample("tag", {**common, "icon": "computer-desktop", "tag": tag, "tone": "good"}),
    ]


def _cards() -> list[Sample]:
    common = {"title": say("Facts", "基本信息", "Сведения"), "body": "operations/showcase/_body.html"}
    link = {"href": "#main", "href_label": say("All", "全部", "Все")}
    return [
        Sample("href", {**common, **link}),
        Sample("note, foot", {**common, "note": "n = 214", "foot": say("As of 09:00", "截至 09:00", "На 09:00")}),
    ]


def _empty() -> list[Sample]:
    title = say("Nothing waits for you", "没有等待您处理的事项", "Вас ничего не ждёт")
    text = say(
        "Whatever needs you appears here.", "需要您处理的事项会显示在这里。", "Всё, что потребует вас, появится здесь."
    )
    action = {"action_label": say("File request", "提交申请", "Подать заявку"), "action_href": "#main"}
    return [
        Sample("action", {"title": title, "text": text, "icon": "inbox", **action}),
        Sample("compact", {"title": title, "text": text, "compact": True}),
    ]


def _progress() -> list[Sample]:
    label, text = (
        say("Requests changed", "已更改的申请", "Изменено заявок"),
        say("120 of 400", "120 / 400", "120 из 400"),
    )
    return [
        Sample("value, max", {"label": label, "value": 120, "max": 400, "text": text}),
        Sample("full", {"label": label, "value": 100}),
    ]


def _entries() -> list[Sample]:
    said = {"at": MOMENT, "when": _when()["text"], "exact": _when()["exact"]}
    who = {**person(), "sub": say(*DEPARTMENT)}
    took = say("took the request", "接手了申请", "берёт заявку")
    return [
        *each("kind", ("public", "internal"), **who, **said, text=_message()),
        Sample("kind=event", {"kind": "event", **person(), **said, "text": took}),
        Sample("tone=late", {"kind": "event", **person(), **said, "text": took, "icon": "clock", "tone": "late"}),
    ]


def _stale() -> list[Sample]:
    title = say("Maria saved in the meantime", "Maria 在此期间保存过", "Мария тем временем сохранила свой вариант")
    return [
        Sample(
            "", {"title": title, "their_url": "#main", "their": links(say("See hers", "查看", "Открыть"))[0]["label"]}
        )
    ]

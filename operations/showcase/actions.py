"""What is pressed: buttons, menus, switches."""

from __future__ import annotations

from django.conf import settings

from .samples import Sample, Samples, each, links, say


def samples() -> Samples:
    return {
        "button": _buttons(),
        "icon_button": _icon_buttons(),
        "menu": _menus(),
        "segmented": _segmented(),
        "tabs": [Sample("with counts", {"label": "Tabs", "items": links(*_views(), counts=(20, 6, 8))})],
        "chips": [Sample("one is on", {"label": "Chips", "items": links(*_views(), counts=(20, 6))})],
        "filter_chip": _filters(),
        "language_menu": each("current", [code for code, _ in settings.LANGUAGES], **_preferences("languages")),
        "theme_switch": each("theme", ("system", "light", "dark"), **_preferences()),
        "bell": each("count", (0, 3, 120), href="#main"),
        "pagination": _pages(),
        "crumbs": [Sample("", {"items": _crumbs()})],
    }


def _views() -> tuple[str, str, str]:
    return (
        say("All open", "全部未完成", "Все открытые"),
        say("Mine", "我的", "Мои"),
        say("At risk", "有风险", "Под угрозой"),
    )


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": say("Services", "服务", "Услуги"), "url": "#main"},
        {"label": say("IT", "信息技术部", "ИТ-отдел"), "url": "#main"},
        {"label": say("New equipment", "新设备", "Новое оборудование"), "url": ""},
    ]


def _preferences(*also: str) -> dict[str, object]:
    ways: dict[str, object] = {"action": "", "next": "/components/", "csrf_token": ""}
    return {**ways, "languages": settings.LANGUAGES} if also else ways


def _buttons() -> list[Sample]:
    save, remove = say("Save", "保存", "Сохранить"), say("Remove", "移除", "Убрать")
    long = say("Ask another department", "请其他部门协助", "Попросить другой отдел")
    return [
        Sample("plain", {"label": save, "type": "button"}),
        *each("kind", ("main", "quiet"), label=save, type="button"),
        *each("kind", ("danger", "main danger"), label=remove, type="button"),
        Sample("icon, kbd", {"label": long, "icon": "arrow-right", "kbd": "e", "type": "button"}),
        Sample("size=small", {"label": save, "size": "small", "type": "button"}),
        Sample("disabled", {"label": save, "disabled": True, "type": "button"}),
        Sample("main, disabled", {"label": save, "kind": "main", "disabled": True, "type": "button"}),
        Sample("href", {"label": long, "href": "#main", "icon": "arrow-top-right-on-square"}),
        Sample("block", {"label": save, "kind": "main", "block": True, "type": "button"}),
    ]


def _icon_buttons() -> list[Sample]:
    label = say("Settings", "设置", "Настройки")
    return [
        *each("kind", ("quiet", "main"), label=label, icon="cog-6-tooth", type="button"),
        Sample("size=small", {"label": label, "icon": "cog-6-tooth", "size": "small", "type": "button"}),
        Sample("disabled", {"label": label, "icon": "cog-6-tooth", "disabled": True, "type": "button"}),
        Sample("href", {"label": label, "icon": "arrow-right", "href": "#main"}),
    ]


def _menus() -> list[Sample]:
    more = say("More", "更多", "Ещё")
    items = [
        {"label": say("Copy the link", "复制链接", "Скопировать ссылку"), "url": "#main", "icon": "link"},
        {"label": say("Assign", "分配", "Назначить"), "url": "#main", "icon": "user-plus"},
        {"label": say("Remove", "移除", "Убрать"), "url": "#main", "icon": "trash", "tone": "late"},
    ]
    return [
        Sample("start", {"label": more, "items": items, "start": True}),
        Sample("kind=main", {"label": more, "items": items, "kind": "main", "start": True}),
        Sample("icon", {"label": more, "items": items, "icon": "ellipsis-horizontal", "start": True}),
    ]


def _segmented() -> list[Sample]:
    one, other = say("List", "列表", "Список"), say("Board", "看板", "Доска")
    choices = [("list", one), ("board", other)]
    return [
        Sample("links", {"label": "Segmented", "items": links(one, other)}),
        Sample("radio buttons", {"label": "Segmented", "name": "layout", "choices": choices, "value": "board"}),
    ]


def _filters() -> list[Sample]:
    label, high = say("Priority", "优先级", "Приоритет"), say("High", "高", "Высокий")
    items = links(high, say("Normal", "普通", "Обычный"), counts=(4, 16))
    return [
        Sample("any", {"label": label, "items": items}),
        Sample("value", {"label": label, "items": items, "value": high, "clear_url": "#main"}),
    ]


def _pages() -> list[Sample]:
    text = say("51 to 100", "第 51 至 100 项", "с 51 по 100")
    return [
        Sample("both ways", {"newer_url": "#main", "older_url": "#main", "text": text}),
        Sample("the first page", {"older_url": "#main"}),
        Sample("unordered", {"newer_url": "#main", "older_url": "#main", "unordered": True}),
    ]

"""What operators and states are called in the box, by language: one searches without changing one's keyboard."""

from __future__ import annotations

from django.utils.translation import get_language

# As people write them; the first of each is the one that chips show.
NAMES: dict[str, tuple[str, ...]] = {
    "from": ("from", "от", "来自", "申请人"),
    "to": ("to", "with", "исполнитель", "办理人", "处理人"),
    "dept": ("dept", "department", "отдел", "部门"),
    "service": ("service", "услуга", "服务"),
    "is": ("is", "состояние", "状态"),
    "before": ("before", "до", "之前", "早于"),
    "after": ("after", "после", "之后", "晚于"),
}
OPERATOR = {alias: name for name, aliases in NAMES.items() for alias in aliases}

# After “is:”. In Russian and Chinese the first word is the one that is shown; a hyphen stands for a space.
STATE_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "open": {"ru": ("открыта", "открытые"), "zh-hans": ("未完成", "未结束")},
    "new": {"ru": ("новая", "получена", "новые"), "zh-hans": ("新", "已收到")},
    "working": {"ru": ("в-работе", "работа"), "zh-hans": ("办理中",)},
    "waiting": {"ru": ("ждёт", "ждет"), "zh-hans": ("等答复", "等申请人答复")},
    "hold": {"ru": ("отложена", "отложенные"), "zh-hans": ("暂缓",)},
    "done": {"ru": ("выполнена", "выполненные"), "zh-hans": ("已完成",)},
    "closed": {"ru": ("закрыта", "закрытые"), "zh-hans": ("已关闭",)},
    "finished": {"ru": ("завершена", "завершённые", "завершенные"), "zh-hans": ("已结束",)},
    "declined": {"ru": ("отклонена", "отклонённые", "отклоненные"), "zh-hans": ("已婉拒",)},
    "cancelled": {"ru": ("отменена", "отменённые", "отмененные"), "zh-hans": ("已取消",)},
    "unassigned": {"ru": ("без-исполнителя", "ничья"), "zh-hans": ("未分派",)},
    "late": {"ru": ("просрочена", "просроченные"), "zh-hans": ("已超时", "超时", "已逾期", "逾期")},
    "mine": {"ru": ("моя", "мои"), "zh-hans": ("我办理", "我的")},
}
STATE = {
    word: name for name, by_language in STATE_NAMES.items() for words in by_language.values() for word in words
} | {name: name for name in STATE_NAMES}


def state_named(word: str) -> str:
    """The state that a word after “is:” means, in any language; the word itself where nobody knows it."""
    plain = word.lower().replace(" ", "-")
    return STATE.get(plain, plain)


def shown_states() -> list[str]:
    """What can stand after “is:”, in the active language."""
    language = get_language() or ""
    return [by_language.get(language, (name,))[0] for name, by_language in STATE_NAMES.items()]

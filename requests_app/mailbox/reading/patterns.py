"""Words and shapes by which mail programs tell what was written before: in the languages their users set them to."""

from __future__ import annotations

import re

# No line that tells anything is longer, and no expression below is tried on longer ones.
LONGEST_LINE = 500


def _lines_between_dashes(*words: str) -> re.Pattern[str]:
    return re.compile(rf"[-_=—–*]{{2,60}} ?(?:{'|'.join(words)}) ?:? ?[-_=—–*]{{0,60}}", re.IGNORECASE)


ORIGINAL = _lines_between_dashes(
    "original message", "original appointment", "reply message", "replied message", "original e-?mail", "original",
    "原始邮件", "原始郵件", "原邮件", "邮件原件", "回复的原邮件", "回复的邮件", "原始訊息",
    "исходное сообщение", "оригинальное сообщение", "исходное письмо", "ответное сообщение",
    "ursprüngliche nachricht", "message d'origine", "mensaje original", "messaggio originale",
    "元のメッセージ", "원본 메시지",
)  # fmt: skip
FORWARDED = re.compile(
    _lines_between_dashes(
        "forwarded message", "forwarded by .{0,80}", "forward message", "forwarded mail",
        "转发的邮件", "转发邮件", "转发的消息", "轉寄郵件", "已转发邮件", "转发邮件信息", "转发",
        "пересылаемое сообщение", "пересланное сообщение", "перенаправленное сообщение", "пересылаемое письмо",
        "weitergeleitete nachricht", "message transféré", "mensaje reenviado", "転送メッセージ",
    ).pattern
    + r"|begin forwarded message:|начало пере(?:сылаемого|адресованного|направленного) (?:сообщения|письма):"
    r"|(?:开始转发的邮件|以下是转发的邮件|开始转发的信息)[：:]",
    re.IGNORECASE,
)  # fmt: skip

# Labels of a header that was copied into a text. Outlook makes them bold, so stars may stand around them.
SENDER = re.compile(
    r"\W{0,4}(?:from|发件人|寄件者|寄件人|发信人|от кого|от|отправитель|von|de|差出人)\W{0,4}[:：].*", re.IGNORECASE
)
OTHERS = {
    "sent": r"sent|date|发送时间|发送日期|时间|日期|寄件日期|傳送時間"
    "|отправлено|дата|дата отправки|gesendet|envoyé|日時|送信日時",
    "to": r"to|收件人|收件者|кому|an|à|宛先",
    "cc": r"cc|抄送|副本|抄送人|копия|kopie",
    "subject": r"subject|主题|主旨|主題|тема|betreff|objet|件名",
}
OTHER = re.compile(
    r"\W{0,4}(?:" + "|".join(f"(?P<{name}>{words})" for name, words in OTHERS.items()) + r")\W{0,4}[:：].*",
    re.IGNORECASE,
)
HEADER_LINES = 10  # within which the other labels follow the sender

_WEEKDAY = (
    r"(?:mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)"
)
_NUMBERS = r"\d{1,4}\s?[-./年]\s?\d{1,2}|\d{1,2}:\d\d|\d{1,2}\s\w{3,12}|\w{3,12}\s\d{1,2}"
_SAYS = (
    r"wrote|writes|写道|寫道|пиш(?:ет|ете)|писал|писала|писал\(а\)|писали|написал|написала|написал\(а\)|написали"
    r"|schrieb|a écrit|escribió|ha scritto"
)
# One line, or up to four that were broken: the moment, the person, and that they wrote.
ATTRIBUTION = re.compile(
    rf"(?=.*(?:{_NUMBERS}))(?:(?:on|at|am|le|el|il|в|在|於|于)\b.{{4,400}}\b(?:{_SAYS})|在.{{4,400}}(?:{_SAYS})"
    rf"|\d{{1,4}}[-./年\s].{{4,400}}(?:{_SAYS})|{_WEEKDAY}\b.{{4,400}}(?:{_SAYS})"
    rf"|.{{1,200}}<\S+@\S+>.{{4,200}}(?:{_SAYS}))\W{{0,4}}[:：]?",
    re.IGNORECASE,
)
# Gmail and Yandex in Russian say who and when, and no word for writing.
MOMENT_AND_ADDRESS = re.compile(r".{0,150}\b\d{1,2}:\d\d\b.{0,200}<[^<>\s]{1,200}@[^<>\s]{1,200}>\s?[:：]")
# Weaker ones count only where quoted lines follow.
SOMEBODY_WROTE = re.compile(
    rf".{{1,300}}\b(?:{_SAYS})\W{{0,4}}[:：]|.{{1,300}}[写寫]道[:：]|.{{0,300}}<\S+@\S+>[:：]", re.IGNORECASE
)
# Any of these ends so; asked first, since it costs least.
ENDS_ATTRIBUTION = re.compile(rf"(?:{_SAYS}|>)\W{{0,4}}$", re.IGNORECASE)
BROKEN_INTO = 4

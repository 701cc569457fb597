"""Punctuation, spaces and letters as a printer of each language sets them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from requests_app import borrowed

from .same import FILLED_IN, MARKUP

HAN = r"[\u4e00-\u9fff]"
# What the search understands is typed on a keyboard, and so is Markdown: both keep its signs.
TYPED = re.compile(r"\w+:(?=[\w-]| \w+:|$|”)|(?<=:) (?=\w+:)|\bMarkdown[:：].*", re.DOTALL)
# Forms that have no other reading with е.
WITHOUT_DOTS = (
    "еще|ее|нее|мое|твое|свое|чье|причем|вперед|трех|четырех|шел|пошел|пришел|нашел|отчет|отчета|отчету|отчеты|"
    "отчете|отчетов|расчет|расчета|расчеты|расчетов|учет|учета|учете|подсчет|подсчета|счет|счета|отсчет|отсчета|"
    "отсчеты|отсчетов|пересчет|пересчета|зачет|объем|объема|объемы|прием|приема|идет|придет|уйдет|перейдет|"
    "пройдет|найдет|ждет|дает|дается|передает|берет|ведет|начнет|начнется|вернет|вернется|вернетесь|придется|"
    "пришлет|поймет|займет|возьмет"
)

Rule = tuple[re.Pattern[str], str]

ENGLISH: list[Rule] = [
    (re.compile(r"\.\.\."), "three dots; the sign is “…”"),
    (re.compile(r"(?<=\S)  (?=\S)"), "two spaces"),
    (re.compile(r"\w’\w"), "a curly apostrophe; ours is straight"),
]
CHINESE: list[Rule] = [
    (re.compile(rf"{HAN}[,;!?:()]|[,;!()]{HAN}|{HAN}\.(?![a-z*.])"), "half-width punctuation"),
    (re.compile(rf"{HAN} +{HAN}"), "a space between characters"),
    (re.compile(rf"{HAN} +[\dA-Za-z#]|[\dA-Za-z] +{HAN}"), "a space beside digits or letters"),
    (re.compile(r"\s[，。；：？！、]|[，。；：？！、] "), "a space beside punctuation"),
    (re.compile(r"[「」『』]"), "quotes of other regions; ours are “ ”"),
    (re.compile(r"\.\.\.|(?<![…“])…(?![…”])(?=.)"), "an ellipsis; within a sentence it is “……”"),
    (re.compile(r"你(?!们)"), "你; we say 您"),
]
RUSSIAN: list[Rule] = [
    (re.compile(r"[“”„]|(?<![\w=])\"\w"), "quotes; ours are «ёлочки»"),
    (re.compile(r"[а-яё)»] [-–] [а-яё(«]", re.IGNORECASE), "a hyphen for a dash; the sign is —"),
    (re.compile(r"\.\.\."), "three dots; the sign is …"),
    (re.compile(r"(?<=[а-яё,] )(?:Вы|Вас|Вам|Вами|Ваш[а-я]{0,3})\b"), "«Вы» within a sentence; we write «вы»"),
    (re.compile(r"[а-яё]\((?:а|ла|на|ая|ась)\)"), "two genders in one word; say it without"),
    (re.compile(rf"\b(?:{WITHOUT_DOTS})\b", re.IGNORECASE), "е for ё"),
]
RULES: Mapping[str, Sequence[Rule]] = {"en": ENGLISH, "zh_Hans": CHINESE, "ru": RUSSIAN}


def slips(language: str, string: str) -> Iterator[str]:
    """Of one string; what is filled in counts as a word in Latin letters, since names and numbers take its place."""
    if language == "en" and string in borrowed.OF_PASSWORDS:
        return  # set by Django, with its signs
    shown = TYPED.sub("X", FILLED_IN.sub("X", MARKUP.sub("", string)))
    for pattern, sentence in RULES.get(language, ()):
        if found := pattern.search(shown):
            yield f"{sentence} ({found[0]!r})"

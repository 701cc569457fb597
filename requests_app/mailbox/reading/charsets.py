"""Bytes to text: by the charset a letter names where that can be true, by what the bytes look like where it cannot."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

# Names programs write that Python does not know.
OTHER_NAMES = {
    "ansi_x3.110-1983": "latin-1", "chinesebig5": "big5", "gb_2312-80": "gb2312", "hz-gb-2312": "hz",
    "iso-8859-8-i": "iso-8859-8", "ks_c_5601-1987": "euc-kr", "tis-620": "cp874", "unicode": "utf-16",
}  # fmt: skip
# What a name stands for in practice: a program that says gb2312 writes what only gb18030 holds, and so on.
WIDER = {
    "big5": "cp950", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "iso2022_jp": "iso2022_jp_ext",
    "iso8859-1": "cp1252", "iso8859-9": "cp1254", "shift_jis": "cp932", "utf-8-sig": "utf-8",
}  # fmt: skip
# Nobody writes letters in others; some of those (utf-7, idna, unicode-escape) are ways past whoever looks at a text.
WIDE_UNITS = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32"})
READ = WIDE_UNITS | {
    "ascii", "utf-8", "gb18030", "hz", "cp950", "big5hkscs", "cp949", "johab", "iso2022_kr", "cp932", "euc_jp",
    "iso2022_jp_ext", "koi8-r", "koi8-u", "koi8-t", "kz1048", "mac-cyrillic", "mac-roman", "cp437", "cp850", "cp852",
    "cp855", "cp866", "cp874",
    *(f"cp125{number}" for number in range(9)),
    *(f"iso8859-{number}" for number in (*range(2, 9), 10, 11, 13, 14, 15, 16)),
}  # fmt: skip
# Any bytes are good in these, so a letter that names one of them has said little.
ANYTHING_GOES = frozenset({"", "ascii", "cp1252", "iso8859-15"})
# Whose bytes are all ASCII, or full of zeros.
UNLIKE_ASCII = WIDE_UNITS | {"hz"}
CANDIDATES = ("utf-8", "gb18030", "cp1251", "koi8-r", "cp950", "cp932", "euc_jp", "cp949", "cp1252")
SAMPLE = 20_000
_CODE_PAGE = re.compile(r"^(?:cp|win|windows|ms|ibm)[-_]?(\d{3,4})$")
_AMONG_ASCII = re.compile(r"[A-Za-z][À-ÿ](?=[A-Za-z])|(?<=[^À-ÿ])[À-ÿ](?=[a-z]{2})|[a-z]{2}[À-ÿ](?=[^À-ÿ])")


def decoded(content: bytes, charset: str = "") -> tuple[str, bool]:
    """The text, and whether it is what the named charset makes of the bytes."""
    named = python_name(charset)
    if named not in WIDE_UNITS:
        content = content.replace(b"\0", b"")
    if content.isascii() and b"\x1b" not in content and named not in UNLIKE_ASCII:
        return content.decode("ascii"), bool(named or not charset)
    if content.isascii() and not named.startswith(("iso2022", "hz", *WIDE_UNITS)):
        # Escapes: Japanese in seven bits, which is good ASCII and good UTF-8 as well.
        text = _strictly(content, "iso2022_jp_ext")
        return (text, False) if text is not None else (content.decode("ascii"), True)
    if _is_surely_utf8(content, sure=named in ANYTHING_GOES):
        return content.decode("utf-8-sig"), named == "utf-8"
    if named not in ANYTHING_GOES and (text := _strictly(content, named)) is not None:
        return text, True
    best = _guessed(content[:SAMPLE], named)
    return content.decode(best, errors="replace").removeprefix("\ufeff"), best == named


def python_name(charset: str) -> str:
    """Python's name for a charset that is read; empty for all others."""
    plain = charset.strip().strip("\"'").lower()[:40].removeprefix("x-")
    plain = _CODE_PAGE.sub(r"cp\1", OTHER_NAMES.get(plain, plain))
    try:
        found = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return ""
    found = WIDER.get(found, found)
    return found if found in READ else ""


def _is_surely_utf8(content: bytes, *, sure: bool) -> bool:
    """Two Chinese characters in GBK may be good UTF-8 by accident; four are not."""
    text = _strictly(content, "utf-8")
    return text is not None and not text.isascii() and (sure or len(content) - len(text) >= 6)


def _strictly(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, ValueError):
        return None


def _guessed(sample: bytes, named: str) -> str:
    """The charset in which a text looks most like a language, with some favour for the one the letter names.

    A single damaged place must not lose the charset of a whole text, so damage costs and does not exclude.
    """
    candidates: Sequence[str] = [named, *CANDIDATES] if named else CANDIDATES
    return max(candidates, key=lambda charset: _likeness(sample, charset) + (0.2 if charset == named else 0.0))


def _likeness(sample: bytes, charset: str) -> float:
    """How much of what is not ASCII looks like a language: at most 1, below 0 where hardly anything does."""
    text = sample.decode(charset, errors="replace")
    signs = [sign for sign in text if sign > "\x7f"]
    if not signs:
        return 0.0
    if charset == "cp1252":
        # One foreign letter inside of a word of ASCII letters: any other charset would make less sense.
        return 0.4 + 0.7 * len(_AMONG_ASCII.findall(" " + text + " ")) / len(signs)
    if charset == "cp949" and len(signs) >= 10 and all("\uac00" <= sign <= "\ud7a3" for sign in signs):
        # A few Chinese characters are good Korean as well; ten hardly ever.
        return 1.0
    worth = _WORTH.get(charset, _worth_of_any)
    return sum(-3.0 if sign == "\ufffd" else worth(sign) for sign in signs) / len(signs)


RUSSIAN_FREQUENT = frozenset("оеаинтсрвлкмдпуя")
CHINESE_SIGNS = frozenset("，。：；！？、（）“”‘’《》【】…—～ ％＋")


def _worth_in_russian(sign: str) -> float:
    """The two charsets swap capitals and small letters of each other, so capitals count little."""
    if sign in RUSSIAN_FREQUENT:
        return 1.0
    if "а" <= sign <= "я" or sign in "ё«»—№":
        return 0.7
    return 0.2 if "А" <= sign <= "Я" or sign == "Ё" else -0.5


def _worth_in_chinese(sign: str) -> float:
    """Characters in daily use are the first plane of GB 2312; a wrong charset yields rare ones."""
    if sign in CHINESE_SIGNS:
        return 0.9
    try:
        first, _second = sign.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return -0.4
    return 0.95 if 0xB0 <= first <= 0xD7 else 0.2


def _worth_in_old_chinese(sign: str) -> float:
    """As above, for the characters of Taiwan and Hong Kong: the frequent ones end at 0xC6."""
    if sign in CHINESE_SIGNS:
        return 0.9
    try:
        encoded = sign.encode("big5")
    except UnicodeEncodeError:
        return -0.4
    return 0.9 if 0xA4 <= encoded[0] <= 0xC6 else 0.1


def _worth_in_japanese(sign: str) -> float:
    if "\u3041" <= sign <= "\u30ff":
        return 1.0
    return 0.7 if "\u4e00" <= sign <= "\u9fff" or sign in "、。「」（）！？ー" else -0.4


def _worth_in_korean(sign: str) -> float:
    return 0.9 if "\uac00" <= sign <= "\ud7a3" else -0.4


def _worth_of_any(sign: str) -> float:
    return 0.6 if sign.isalnum() else 0.1


_WORTH = {
    "cp1251": _worth_in_russian,
    "koi8-r": _worth_in_russian,
    "koi8-u": _worth_in_russian,
    "cp866": _worth_in_russian,
    "gb18030": _worth_in_chinese,
    "cp950": _worth_in_old_chinese,
    "cp932": _worth_in_japanese,
    "euc_jp": _worth_in_japanese,
    "cp949": _worth_in_korean,
    "utf-8": lambda sign: 1.0,
}

"""A text in the portal's languages, as the columns for texts hold it."""

from __future__ import annotations


def text(english: str, chinese: str, russian: str) -> dict[str, str]:
    return {"en": english, "zh-hans": chinese, "ru": russian}

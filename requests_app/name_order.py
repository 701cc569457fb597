"""Names in the order in which a reader of the active language looks for them.

Chinese names stand by pinyin: the characters that names are made of have it as their order in GB 18030, which every
PostgreSQL knows, also one that was built without ICU (docs/decisions/0061). In other languages capitals make no
difference, and ё stands with е.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BinaryField, CharField, Expression, Func, Value
from django.db.models.functions import Lower
from django.utils.translation import get_language

CHINESE = "GB18030"


def is_by_pinyin() -> bool:
    return (get_language() or "").startswith("zh")


def ordered(column: str) -> Expression:
    """What PostgreSQL sorts by."""
    if is_by_pinyin():
        return Func(Lower(column), Value(CHINESE), function="convert_to", output_field=BinaryField())
    return Func(Lower(column), Value("ё"), Value("е"), function="replace", output_field=CharField())


def key(name: Any) -> tuple[bytes, str]:
    """The same for `sorted`."""
    text = str(name).lower()
    return (text.encode(CHINESE, "replace"), text) if is_by_pinyin() else (b"", text.replace("ё", "е"))

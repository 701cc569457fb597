"""The tags of `{% load heroicons %}`: a page points to the icons' file where there is one, and draws what is not in it.

What was drawn is remembered: a page has a hundred icons.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags import heroicons

from . import sprite
from .assets import BundledStorage

DRAWINGS = 2000  # of icon and classes; templates name about 300, admins choose among some hundred
PIXELS = {"micro": 16, "mini": 20, "outline": 24, "solid": 24}

register = template.Library()


def _tag(style: str, draw: Callable[..., str]) -> Callable[..., str]:
    @lru_cache(DRAWINGS)
    def points(file: str, name: str, classes: str) -> SafeString:
        pixels, icon = PIXELS[style], sprite.identifier(style, name)
        return format_html(
            '<svg class="{}" width="{}" height="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
            classes, pixels, pixels, file, icon,
        )  # fmt: skip

    draws = lru_cache(DRAWINGS)(draw)

    def tag(name: str, **attributes: str) -> str:
        file, held = _sprite()
        if attributes.keys() == {"class"} and sprite.identifier(style, name) in held:
            return points(file, name, attributes["class"])
        return draws(name, **attributes)

    return tag


def _sprite() -> tuple[str, frozenset[str]]:
    """Its address and what is in it; nothing in development, where nobody puts it together."""
    return staticfiles_storage.icons if isinstance(staticfiles_storage, BundledStorage) else ("", frozenset())


for _style in PIXELS:
    register.simple_tag(_tag(_style, getattr(heroicons, f"heroicon_{_style}")), name=f"heroicon_{_style}")

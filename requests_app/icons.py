"""The tags of `{% load heroicons %}`, remembering what was drawn: a page has a hundred icons."""

from __future__ import annotations

from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

DRAWINGS = 2000  # of icon, size and classes; templates name about 300, admins choose among some hundred

register = template.Library()
for draw in (heroicons.heroicon_micro, heroicons.heroicon_mini, heroicons.heroicon_outline, heroicons.heroicon_solid):
    register.simple_tag(lru_cache(DRAWINGS)(draw), name=draw.__name__)

"""{% portal_styles %} and {% portal_scripts %}: what every page links in its head."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from requests_app import assets, installing

register = template.Library()


@register.simple_tag
def portal_styles() -> SafeString:
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((url,) for url in assets.linked(assets.STYLES)))


@register.simple_tag
def portal_scripts() -> SafeString:
    """Deferred: the page is there, and useful, before any of them has run."""
    return _deferred(assets.SCRIPTS)


@register.simple_tag
def talk_scripts() -> SafeString:
    """What a page needs where people write to each other and attach files."""
    return _deferred(assets.TALK)


def _deferred(bundle: str) -> SafeString:
    return format_html_join("\n", '<script src="{}" defer></script>', ((url,) for url in assets.linked(bundle)))


@register.simple_tag
def app_manifest(language: str) -> SafeString:
    """What lets a phone install the portal; static/js/outbox.js starts the service worker where it finds this."""
    if not settings.PWA:
        return SafeString("")
    links = '<link rel="manifest" href="{}">\n<link rel="apple-touch-icon" href="{}">'
    return format_html(links, reverse("manifest", args=[language]), static(installing.APPLE.file))

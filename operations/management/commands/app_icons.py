"""`manage.py app_icons`: draw the icons of the installed portal from static/img/app/*.svg."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import resvg_py
from django.conf import settings
from django.core.management.base import BaseCommand

from requests_app.installing import APPLE, ICONS


class Command(BaseCommand):
    help = "Draw the icons of the installed portal, after one of their drawings changed."

    def handle(self, *args: Any, **options: Any) -> None:
        static = Path(settings.BASE_DIR) / "static"
        for icon in (*ICONS, APPLE):
            drawing = (static / "img" / "app" / f"{icon.drawing}.svg").read_text(encoding="utf-8")
            picture = resvg_py.svg_to_bytes(svg_string=drawing, width=icon.pixels, height=icon.pixels)
            (static / icon.file).write_bytes(bytes(picture))
            self.stdout.write(icon.file)

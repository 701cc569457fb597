"""`manage.py data_model`: write docs/data-model.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from operations.data_model import page


class Command(BaseCommand):
    help = "Write docs/data-model.md from the models."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "data-model.md"
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{path} written")

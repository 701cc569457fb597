"""Where the first admin of an empty portal makes their account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from operations import setup


class Command(BaseCommand):
    help = "Print the link by which the first admin makes their account; nothing once there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        if setup.is_open():
            self.stdout.write(settings.BASE_URL.rstrip("/") + reverse("setup:first_admin", args=[setup.code()]))

"""`manage.py second_step_removal EMAIL`: the password alone lets somebody in again. For an only admin's lost phone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from requests_app import clock, second_step
from requests_app.models import User


class Command(BaseCommand):
    help = "Take the second step of signing in from one person, who is told so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email.strip(), second_step__isnull=False).first()
        if person is None:
            raise CommandError(f"Nobody with the address {email} has a second step.")
        second_step.remove(person, by=None, now=clock.now())
        self.stdout.write(f"{person.email} signs in with the password alone.")

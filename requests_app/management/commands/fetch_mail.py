"""One pass over the mailboxes, as the timetable makes it every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.mailbox import fetching
from requests_app.models import Mailbox


class Command(BaseCommand):
    help = "Bring in what waits on the mail servers of all mailboxes that are in use."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = False
        for mailbox in Mailbox.objects.fetched():
            number = fetching.fetch(mailbox)
            mailbox.refresh_from_db(fields=["error"])
            failed = failed or bool(mailbox.error)
            self.stdout.write(f"{mailbox.address}: {mailbox.error or f'{number} new'}")
        if failed:
            raise SystemExit(1)

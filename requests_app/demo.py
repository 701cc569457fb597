"""The cast of the demo: whom the sign-in page offers with one click, and what each of them can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Address, and one line for the sign-in page. The seed makes these people with these addresses.
CAST: tuple[tuple[str, StrOrPromise], ...] = (
    ("li.wei@example.com", _("Employee in analytics, reads Chinese: files requests and answers questions.")),
    ("olga.petrova@example.com", _("Answers requests in IT: the queue, replies, promises.")),
    ("anna.orlova@example.com", _("Answers requests in finance, reads Russian.")),
    ("chen.yu@example.com", _("Answers requests in a third department, reads Chinese.")),
    ("maria.schulz@example.com", _("Leads IT: the dashboard with its figures.")),
    ("ada.lind@example.com", _("Admin: people, service standards, state of the portal.")),
)

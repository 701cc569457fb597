"""What admins do: setting up, people, departments, mail, keeping, operations."""

from __future__ import annotations

from requests_app import api_tokens, transitions
from requests_app.models import WaitingReason
from tests.access.roles import ADMINS, ADMINS_DO, ANYBODY, NEVER_SENT, NOBODY, NOT_ALLOWED, Addresses, Scene, Table
from tests.letters import make_letter_set_aside, make_mailbox
from tests.make import make_people_import

TABLE: Table = {
    # There is an admin already
    "setup:index": {"GET": ADMINS, "POST": NOT_ALLOWED},
    # Somebody filed something: every step leads to the page that says so.
    **{
        f"setup:{step}": {"GET": ADMINS_DO, "POST": ADMINS_DO}
        for step in ("company", "calendar", "departments", "service", "mail", "colleagues")
    },
    "setup:request": {"GET": ADMINS_DO, "POST": NOT_ALLOWED},
    "administration:company": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "setup:first_admin": {"GET": NOBODY, "POST": NOBODY},
    "people:list": {"GET": ADMINS, "POST": ADMINS},
    "people:invite": {"GET": ADMINS, "POST": ADMINS},
    "people:edit": {"GET": ADMINS, "POST": ADMINS},
    "people:invite_again": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:deactivation": {"GET": ADMINS, "POST": ADMINS_DO},
    "people:import": {"GET": ADMINS, "POST": ADMINS},
    "people:import_sample": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "people:import_preview": {"GET": ADMINS, "POST": ADMINS},
    "people:import_problems": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "people:import_start": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:import_report": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "people:import_attempt": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    # Of somebody who left nothing behind, and nobody handed anything on
    "people:leaving": {"GET": "302 403 403 403 403 403 404 302", "POST": NOT_ALLOWED},
    "people:leaving_again": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:second_step_removal": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:activation": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:home": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:departments": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:department_new": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:department": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:department_closing": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:department_opening": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:department_merger": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:department_split": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    # Nothing was reorganised
    "administration:department_progress": {"GET": "302 403 403 403 403 403 404 302", "POST": NOT_ALLOWED},
    "administration:department_attempt": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 404 302"},
    "administration:api_access": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:service_account": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:token_revocation": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:priorities": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:waiting_reasons": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:waiting_reason_new": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:waiting_reason": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:waiting_reason_place": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letter_rules": {"GET": ADMINS, "POST": ADMINS_DO},
    "administration:mailboxes": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:mailbox_new": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:mailbox": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:mailbox_trial": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letters": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:letters_retrying": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letters_discarding": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letter_raw": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:failing_address_end": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:mails": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:mail": {"GET": ADMINS, "POST": "302 403 403 403 403 403 302 302"},
    "administration:mail_giving_up": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 409 302"},
    "administration:retention": {"GET": ADMINS, "POST": ADMINS_DO},
    "administration:protections": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:protection_end": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:service": {"GET": "302 403 403 403 403 403 302 302", "POST": NOT_ALLOWED},
    "administration:changes": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:changes_export": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "operations:livez": {"GET": ANYBODY, "POST": NEVER_SENT},
    "operations:readyz": {"GET": ANYBODY, "POST": NEVER_SENT},
    # For programs: its own table is tests/operations/test_metrics.py.
    "operations:metrics": {"GET": NOBODY, "POST": NEVER_SENT},
    # Only in a demo or where somebody develops.
    "operations:components": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "operations:status": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "operations:outbox": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "operations:resending": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "operations:discarding": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 422 302"},
    "operations:test_mail": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
}


def addresses(scene: Scene) -> Addresses:
    mailbox = make_mailbox(None)
    reason = WaitingReason.objects.create(code="customs", name={"en": "Customs"})
    robot = api_tokens.make_service_account("Robot", by=scene.maria)
    written, listed = ({"pk": make_people_import(scene.maria, started=started).pk} for started in (True, False))
    return {
        "setup": {"code": "x"},
        "people": {"pk": scene.li_wei.pk},
        **{f"people:import_{name}": written for name in ("report", "attempt")},
        **{f"people:import_{name}": listed for name in ("preview", "problems", "start")},
        "administration": {"pk": scene.it.pk},
        "administration:service_account": {"pk": robot.pk},
        "administration:token_revocation": {"pk": scene.token.pk},
        "administration:protection_end": {"pk": transitions.protect(scene.done, "Dispute", by=scene.maria).pk},
        "administration:mailbox": {"pk": mailbox.pk},
        "administration:mailbox_trial": {"pk": mailbox.pk},
        "administration:letter_raw": {"pk": make_letter_set_aside().pk},
        "administration:failing_address_end": {"pk": scene.li_wei.pk},
        "administration:waiting_reason": {"pk": reason.pk},
        "administration:waiting_reason_place": {"pk": reason.pk},
        "administration:mail": {"kind": "resolved", "language": "en"},
        "administration:mail_giving_up": {"kind": "resolved", "language": "en"},
        "administration:service": {"pk": scene.request.service_id},
    }

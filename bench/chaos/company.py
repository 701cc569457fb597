"""The company that a run harms: two departments, short promises, and tokens for the programs that load it.

    python -m bench.chaos.company

Prints what the load needs as JSON. Everything is made by the portal's own verbs.
"""

from __future__ import annotations

import json

import django

TARGET = 20  # seconds until the first answer is due; the resolution takes three times as long
REQUESTERS, AGENTS = 4, 1


def make() -> dict[str, object]:
    from bench.pages.places import token_of
    from requests_app.models import Mailbox
    from tests.make import make_agent, make_department, make_manager, make_service, make_standard, make_user

    it, facilities = make_department("it", "IT"), make_department("facilities", "Facilities")
    for department in (it, facilities):
        department.head = make_manager(f"Head of {department.code}", department)
        department.save(update_fields=["head"])
        make_standard(department, first_response=TARGET, resolution=3 * TARGET, warn=(50, 80))
    services = [make_service(it, "laptop"), make_service(facilities, "desk")]
    Mailbox.objects.create(address="help@example.com", service=services[0])
    people = [make_user(f"Person {number}", facilities) for number in range(REQUESTERS)]
    agents = [make_agent(f"Agent {number} of {one.code}", one) for one in (it, facilities) for number in range(AGENTS)]
    return {
        "services": [f"{one.provider.code}/{one.code}" for one in services],
        "people": [{"email": one.email, "token": token_of(one.email.split("@")[0])} for one in people],
        "agents": [{"department": one.department.code, "token": token_of(one.email.split("@")[0])} for one in agents],
        "cookies": [cookie_of(one.email.split("@")[0]) for one in people],
        "mailbox": "help@example.com",
    }


def cookie_of(who: str) -> str:
    from bench.pages.places import signed_in

    return "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in(who).cookies.items())


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make()))

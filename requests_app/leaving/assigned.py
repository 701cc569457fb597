"""Services whose requests always go to one person: somebody else gets them, or the service follows its department."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from requests_app import assignment_rules
from requests_app.assignment_rules import Way
from requests_app.models import AssignmentRule, Strategy, User
from requests_app.undertakings import Step

from .holdings import Holding, Item, Moved


def _rules(person: User) -> list[Item]:
    return [
        Item(
            code=f"gets:{rule.pk}",
            title=_("Always gets new requests: %(what)s") % {"what": rule.service or rule.department},
            takers=User.objects.active().working_in(rule.department).exclude(pk=person.pk).by_name(),
            otherwise=_("Nobody by itself: colleagues take them"),
        )
        for rule in AssignmentRule.objects.filter(owner=person).select_related("service", "department").order_by("pk")
    ]


def _hand_on(moved: Moved) -> Iterator[Step]:
    owned = AssignmentRule.objects.filter(pk=moved.about, owner=moved.person)
    for rule in owned.select_related("service", "department"):
        yield Step(f"gets:{rule.pk}", str(rule.service or rule.department), partial(_give, rule, moved))


def _give(rule: AssignmentRule, moved: Moved) -> None:
    way = Way(Strategy.OWNER, moved.taker) if moved.taker else Way(Strategy.MANUAL)
    assignment_rules.set_rule(rule.department, rule.service, way, by=moved.by)


GETS = Holding("gets", _rules, _hand_on)

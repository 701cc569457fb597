"""Templates of services, as whoever leads the department wrote them."""

from __future__ import annotations

from requests_app import service_templates
from requests_app.models import ServiceTemplate

from . import content
from .world import World


def offer(world: World) -> None:
    for raw in content.load("templates")["templates"]:
        service = world.offer(raw["department"], raw["service"]).service
        by = world.staff.managers[service.provider_id][0]
        template = ServiceTemplate(service=service)
        service_templates.write(template, raw["name"], raw["description"], raw["link"], by=by)

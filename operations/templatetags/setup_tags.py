"""What is left to set up, for the pages an admin begins with."""

from __future__ import annotations

from typing import Any

from django import template

from operations import setup
from requests_app.models import User

register = template.Library()


@register.inclusion_tag("setup/_left.html")
def setup_left(user: User) -> dict[str, Any]:
    """Nothing for anybody but admins, and nothing once the first request was filed."""
    return {"steps": setup.left() if user.is_admin else []}

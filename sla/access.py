"""Every question of the kind “may this person … a standard”. Published standards are for everybody to read."""

from __future__ import annotations

from requests_app.models import User


def can_set_standards(user: User, _anything: object = None) -> bool:
    """The role that configures service standards."""
    return user.is_admin

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from requests_app.models import Department, Translated

register = template.Library()


@register.simple_tag
def worded(text: Translated, department: Department | None = None) -> str:
    """A question with the name of the department it is about; “the department” where none is chosen yet."""
    return str(text).replace("{department}", str(department) if department else _("the department"))

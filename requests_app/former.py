"""Old links: a page that is not found under a department that became another one is looked for there."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse

from .models import Department, FormerAddress


def new_address(request: HttpRequest) -> str:
    """Where a page is now whose address names a former department or service; empty for all others."""
    found = request.resolver_match
    if request.method not in ("GET", "HEAD") or found is None or "dept" not in found.kwargs:
        return ""
    moved = _moved(found)
    if not moved:
        return ""
    try:
        path = reverse(found.view_name, kwargs={**found.kwargs, **moved})
    except NoReverseMatch:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _moved(found: ResolverMatch) -> dict[str, str]:
    dept, code = found.kwargs["dept"], found.kwargs.get("code")
    if code:
        former = FormerAddress.objects.filter(department_code=dept, service_code=code)
        now = former.values_list("service__provider__code", "service__code").first()
        if now is not None and now != (dept, code):
            return {"dept": now[0], "code": now[1]}
    heir = Department.objects.filter(code=dept).values_list("merged_into__code", flat=True).first()
    return {"dept": heir} if heir else {}

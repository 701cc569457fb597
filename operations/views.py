"""Health for machines, status for admins."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from requests_app import access, clock
from requests_app.types import SignedInRequest

from . import metrics, status


@require_safe
@login_not_required
def livez(request: HttpRequest) -> HttpResponse:
    """The process runs. Asks nothing else, so that a broken database does not restart web processes."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Can this process answer people? 503 names the parts that do not answer, and nothing about them."""
    missing = status.unready()
    text = f"not ready: {', '.join(missing)}\n" if missing else "ok\n"
    return HttpResponse(text, content_type="text/plain", status=503 if missing else 200)


@require_safe
@login_not_required
def metrics_text(request: HttpRequest) -> HttpResponse:
    """For Prometheus; 404 for everybody else, so that nobody learns that it is there."""
    if not metrics.may_read(request):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


@require_safe
def status_page(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    now, audited = clock.now(), status.last_audit_of_figures()
    checks = [
        *status.clocks(now),
        *status.calendars(now),
        *status.outbox(now),
        *status.figures(audited),
        status.broker(),
        status.database(),
    ]
    context = {
        "jobs": status.jobs(now),
        "checks": checks,
        "differing": audited.differences if audited else (),
        "version": settings.VERSION,
        "now": now,
    }
    return render(request, "operations/status.html", context)

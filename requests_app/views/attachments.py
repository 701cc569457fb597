"""Files over HTTP: uploaded one by one before they are sent, downloaded, looked at, taken away."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, transitions
from requests_app.attachments import serving, storing, uploading
from requests_app.attachments.names import read_uuid
from requests_app.attachments.unwelcome import Unwelcome
from requests_app.forms.files import RemovalForm
from requests_app.models import Attachment
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

FIELD_NAME = re.compile(r"[\w-]{1,80}")
MOST_ASKED_FOR = 50


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """POST `file`: keep one upload until it is sent. GET `?id=…&id=…`: those that were kept, for a draft.

    Both answer with what the form shows of it, where `for` names the form's field.
    """
    if request.method == "POST":
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            return _refused(request, _("No file arrived. Try again."))
        try:
            files = [uploading.accept(upload, by=request.user)]
        except Unwelcome as problem:
            return _refused(request, uploading.refusal(upload, problem))
    else:
        asked = [pk for pk in map(read_uuid, request.GET.getlist("id")[:MOST_ASKED_FOR]) if pk]
        files = list(Attachment.objects.unclaimed_by(request.user).filter(pk__in=asked).in_order()) if asked else []
    name = (request.POST or request.GET).get("for", "")
    context = {"files": files, "name": name if FIELD_NAME.fullmatch(name) else "files"}
    status = 201 if request.method == "POST" else 200
    return render(request, "requests_app/_files_kept.html", context, status=status)


def _refused(request: SignedInRequest, sentence: str) -> HttpResponse:
    return render(request, "requests_app/_file_refused.html", {"sentence": sentence}, status=422)


@require_POST
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Remove an own upload before it is sent."""
    try:
        storing.discard(get_object_or_404(Attachment.objects.unclaimed_by(request.user), pk=pk))
    except Attachment.DoesNotExist:
        raise Http404 from None
    return HttpResponse(status=204)


@require_safe
def download(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    file = _readable(request, pk)
    if file.is_ready:
        return serving.download(file)
    # 410: it will not come back. 503: the scanner has not answered yet.
    return render(request, "requests_app/file_not_here.html", {"file": file}, status=410 if file.is_gone else 503)


@require_safe
def preview(request: SignedInRequest, pk: UUID, size: str) -> HttpResponseBase:
    file = _readable(request, pk)
    if not (file.is_ready and file.has_preview):
        raise Http404
    return serving.preview(file, size)


@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a file that was sent away, with a reason."""
    file = _readable(request, pk)
    if file.request is None:
        raise Http404
    access.require(access.can_remove_file, request.user, file)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            transitions.remove_file(file.request, file, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Removed."))
            return redirect(reverse("requests:detail", args=[file.request.pk]))
    context = {"file": file, "ticket": file.request, "form": form}
    return render(request, "requests_app/file_removal.html", context, status=422 if form.errors else 200)


def _readable(request: SignedInRequest, pk: UUID) -> Attachment:
    """404 for what this person must not know of."""
    visible = Attachment.objects.visible_to(request.user).select_related("request__service", "message")
    file = get_object_or_404(visible, pk=pk)
    if not access.reads_file(request.user, file):
        raise Http404
    return file

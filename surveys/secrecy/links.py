"""The link of an invitation: signed, so nobody can make up another's, and of use while its campaign is open."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from surveys.models import Invitation

SALT = "surveys.answer-a-campaign"


class DeadLink(ValueError):
    """Made up, or its person was forgotten or has left."""


def token_of(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=SALT, compress=True)


def path_of(invitation: Invitation) -> str:
    """Of the page on which this invitation is answered, with or without signing in."""
    return reverse("campaigns:answer", args=[token_of(invitation)])


def invitation_of(token: str) -> Invitation:
    """With its person, campaign and department. Raises DeadLink; whether it can be answered now is another question."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise DeadLink from None
    found = Invitation.objects.select_related("person__department", "campaign__questionnaire", "department")
    invitation = found.filter(pk=pk, campaign__isnull=False, person__is_active=True).first()
    if invitation is None:
        raise DeadLink
    return invitation

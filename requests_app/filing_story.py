"""How a request came in, as the journal tells it: by whom, for whom, by phone or at the desk."""

from __future__ import annotations

from django.utils.functional import Promise as LazyText
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Channel, RequestEvent
from .sentences import Reading, actor_of

NOTED: dict[str, LazyText | str] = {
    Channel.PHONE: gettext_lazy("{actor} noted down a call: {person}."),
    Channel.WALK_IN: gettext_lazy("{actor} noted down a visit: {person}."),
    Channel.CHAT: gettext_lazy("{actor} noted down a chat: {person}."),
    Channel.MAIL: gettext_lazy("{actor} noted down an e-mail: {person}."),
}
SAID: dict[str, LazyText | str] = {
    Channel.PHONE: gettext_lazy("noted down a call for %(department)s: %(person)s"),
    Channel.WALK_IN: gettext_lazy("noted down a visit for %(department)s: %(person)s"),
    Channel.CHAT: gettext_lazy("noted down a chat for %(department)s: %(person)s"),
    Channel.MAIL: gettext_lazy("noted down an e-mail for %(department)s: %(person)s"),
}


def submitted(event: RequestEvent, reading: Reading) -> str:
    """The line of a filing without details."""
    request = event.request
    if event.data.get("recurrence"):
        return format_html(_("{actor} files it again and again: this time it came by its rule."), actor=actor_of(event))
    if event.actor_id in (None, request.requester_id):
        return format_html(_("{actor} filed it."), actor=actor_of(event))
    told = NOTED.get(request.channel) or _("{actor} filed it for {person}.")
    return format_html(str(told), actor=actor_of(event), person=request.requester.display_name)


def said_how(event: RequestEvent) -> str:
    """Beside the name over the details: what they did with them."""
    if event.data.get("recurrence"):
        return _("comes again by a rule, for %(department)s") % {"department": event.department}
    request = event.request
    told = {"department": event.department, "person": request.requester.display_name}
    if event.actor_id in (None, request.requester_id):
        return _("filed it with %(department)s") % told
    noted = SAID.get(request.channel) or _("filed it with %(department)s on behalf of %(person)s")
    return str(noted) % told

"""Where a webhook may go: to hosts that an admin allows, and to no address inside the company's own network."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from requests_app.models import WebhookHost

Address = IPv4Address | IPv6Address


class NotAllowed(ValueError):
    """The address is none that the portal may call. The text is translated and made for people."""


def check_url(url: str) -> SplitResult:
    """The parts of an address that may be called, as far as that can be said without asking for its numbers.

    Raises NotAllowed.
    """
    parts = _parts(url)
    if parts.scheme != "https" and not settings.WEBHOOK_NETWORKS:
        raise NotAllowed(_("The address has to begin with https://."))
    if not any(allows(rule, parts.hostname or "") for rule in WebhookHost.objects.values_list("name", flat=True)):
        raise NotAllowed(_("Admins have not allowed the host %(host)s.") % {"host": parts.hostname})
    return parts


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed(_("This is no address of a page.")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise NotAllowed(_("This is no address of a page."))
    if parts.username or parts.password:
        raise NotAllowed(_("Leave name and password out of the address: messages are signed instead."))
    return parts


def allows(rule: str, host: str) -> bool:
    """“hooks.example.com” that host alone; “*.example.com” every host below it."""
    host = host.lower().rstrip(".")
    if rule.startswith("*."):
        return host.endswith(rule[1:])
    return host == rule


def address_of(host: str, port: int) -> Address:
    """The number to connect to: looked up once and used, so that a second answer cannot lead elsewhere.

    Raises NotAllowed where any of its addresses is inside, and OSError where it has none.
    """
    found = [ip_address(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not is_outside(address):
            raise NotAllowed(_("%(host)s leads into a network that is not public.") % {"host": host})
    return found[0]


def is_outside(address: Address) -> bool:
    """Public, or in a network that the installation names in WEBHOOK_NETWORKS."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is not None:
        address = mapped
    if any(address in ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    return address.is_global and not address.is_multicast

"""Where a webhook may go: to hosts that an admin allows, and to no address inside the company's own network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from requests_app.models import WebhookHost

from . import names

Address = IPv4Address | IPv6Address

# Ports below 1024 belong to other services, which might make something of what is sent.
WEB_PORTS = (80, 443)
TRANSLATED = ip_network("64:ff9b::/96")  # NAT64, RFC 6052
# What Python's tables, which differ by version, do not always call private.
NEVER_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # where a cloud tells its machines about themselves
        "192.0.0.0/24",  # of protocols, and of another cloud
        "192.88.99.0/24",  # relays of 6to4
        "::/96",  # the numbers of four parts as RFC 4291 once wrote them
        "64:ff9b:1::/48",  # NAT64 of one's own, RFC 8215
        "2001::/32",  # Teredo: carries any number
        "2002::/16",  # 6to4: carries any number
        "fec0::/10",  # local to a site
    )
)


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
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAllowed(_("This is no address of a page."))
    if port is not None and port < 1024 and port not in WEB_PORTS:
        raise NotAllowed(_("Port %(port)s is none for webhooks: take 443, or one from 1024 on.") % {"port": port})
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
    found = [ip_address(number) for number in names.look_up(host, port)]
    for address in found:
        if not is_outside(address):
            raise NotAllowed(_("%(host)s leads into a network that is not public.") % {"host": host})
    return found[0]


def is_outside(address: Address) -> bool:
    """Public, or in a network that the installation names in WEBHOOK_NETWORKS."""
    return is_named(address) or is_public(address)


def is_named(address: Address) -> bool:
    """In a network of one's own that WEBHOOK_NETWORKS opens: what answers there is nobody's to read."""
    if any(address in ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    carried = _carried(address)
    return carried is not None and is_named(carried)


def is_public(address: Address) -> bool:
    """Belongs to the internet at large, by its registry and by what is known of clouds and of ways to wrap a number."""
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    known = any(address in network for network in NEVER_PUBLIC)
    return address.is_global and not (known or address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: Address) -> IPv4Address | None:
    """The number of four parts that one of sixteen leads to, directly or through a gateway of the own network."""
    if isinstance(address, IPv4Address):
        return None
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in TRANSLATED else address.ipv4_mapped

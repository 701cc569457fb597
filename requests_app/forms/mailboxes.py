"""What an admin says about a mailbox. No field takes a secret: only its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.mailbox.secrets import LOCAL_HOSTS
from requests_app.models import Department, Mailbox, Service

from .colleague import ColleagueField
from .offering import offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FETCHING = ("imap_host", "imap_port", "imap_security", "imap_user", "imap_login", "secret_name")
FOLDERS = ("folder", "done_folder")


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]
    colleague = ColleagueField(
        label=_("In the name of"),
        required=False,
        help_text=_("Who reads and answers letters of outsiders, if they are filed. Outsiders get no account."),
    )

    class Meta:
        model = Mailbox
        fields = (
            "address",
            "department",
            "service",
            "unknown",
            "colleague",
            "is_active",
            "authserv",
            *FETCHING,
            *FOLDERS,
        )
        help_texts = {
            "department": _("For the address of a whole department. Its managers may name another service later."),
            "service": _(
                "What a letter to the address asks for. Without one, letters to a department go to whoever passes "
                "requests on, and without a department only replies are taken."
            ),
            "is_active": _("Switched off, letters to it are refused, and stay on their server."),
            "authserv": _(
                "As it writes it into Authentication-Results. Letters of senders it does not vouch for (DMARC) are "
                "then set aside. Empty: nobody checks, and anybody can write in a colleague's name."
            ),
            "imap_host": _(
                "From where letters are fetched. Empty, if your mail server delivers them by LMTP or a pipe."
            ),
            "secret_name": _(
                "The secret is in the environment: with “IT”, MAILBOX_IT_PASSWORD or MAILBOX_IT_TOKEN_URL."
            ),
            "done_folder": _("Letters move there once they are stored. Empty: they are marked as read."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance: Mailbox | None = kwargs.get("instance")
        if instance is not None and instance.colleague:
            kwargs["initial"] = {"colleague": instance.colleague.email, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer(self, "department", _running(instance))
        offer(self, "service", [("", _("None")), *_offered(instance)])
        for name in (*FETCHING, *FOLDERS, "authserv"):
            self.fields[name].required = False
        for name in ("address", "imap_host", "imap_user", "secret_name", "authserv"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].lower()
        if "+" in address:
            raise forms.ValidationError(_("Give the address without a plus. What follows a plus is taken as well."))
        return address

    def clean_imap_host(self) -> str:
        return str(self.cleaned_data["imap_host"]).strip().lower()

    def clean_imap_port(self) -> int:
        port = self.cleaned_data["imap_port"] or 993
        if port > 65535:
            raise forms.ValidationError(_("Ports end at 65535."))
        return int(port)

    def clean_folder(self) -> str:
        return self.cleaned_data["folder"] or "INBOX"

    def clean_imap_security(self) -> str:
        return self.cleaned_data["imap_security"] or Mailbox.Security.TLS

    def clean_imap_login(self) -> str:
        return self.cleaned_data["imap_login"] or Mailbox.Login.PASSWORD

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        files_theirs = data.get("unknown") == Mailbox.Unknown.COLLEAGUE
        if files_theirs and not data.get("colleague") and "colleague" not in self.errors:
            self.add_error("colleague", _("Name the colleague in whose name letters are filed."))
        service, department = data.get("service"), data.get("department")
        if files_theirs and not service and not department:
            self.add_error("service", _("To file letters of outsiders, choose a service."))
        if service and department and service.provider_id != department.pk:
            self.add_error("service", _("Another department offers this service."))
        if host := data.get("imap_host"):
            self._check_server(host, data)
        return data

    def _check_server(self, host: str, data: dict[str, Any]) -> None:
        for name in ("imap_user", "secret_name"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("To fetch letters, this is needed."))
        if data.get("imap_security") == Mailbox.Security.NONE and host not in LOCAL_HOSTS:
            self.add_error("imap_security", _("Without encryption only a server on this machine is asked."))

    @property
    def fetching(self) -> list[forms.BoundField]:
        return [self[name] for name in FETCHING]

    @property
    def folders(self) -> list[forms.BoundField]:
        return [self[name] for name in FOLDERS]


class NamedServiceForm(forms.Form):
    """What letters to one address of a department ask for, as its managers choose it."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=_("A letter asks for"),
        required=False,
        empty_label=_("Whatever fits: whoever passes requests on decides"),
    )

    def __init__(self, data: Any, *, mailbox: Mailbox) -> None:
        super().__init__(data, initial={"service": mailbox.service}, auto_id=f"id_{mailbox.pk}_%s")
        offered = Service.objects.published().filter(provider=mailbox.department)
        chosen = Service.objects.filter(pk__in=[mailbox.service_id] if mailbox.service_id else [])
        offer(self, "service", (offered | chosen).order_by("code"))


def _running(instance: Mailbox | None) -> list[tuple[str | int, StrOrPromise]]:
    """Departments that take work, and the one chosen."""
    departments = list(Department.objects.running().order_by("code"))
    if instance is not None and instance.department and instance.department not in departments:
        departments.append(instance.department)
    return [("", _("None: an address of one service")), *((one.pk, str(one)) for one in departments)]


def _offered(instance: Mailbox | None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Published ones by department, and the one chosen, whatever became of it."""
    services = list(Service.objects.published().for_list())
    if instance is not None and instance.service and instance.service not in services:
        services.append(instance.service)
    by_department: dict[Department, list[tuple[int, str]]] = {}
    for one in services:
        by_department.setdefault(one.provider, []).append((one.pk, str(one)))
    found = [(str(department), sorted(rows, key=lambda row: row[1])) for department, rows in by_department.items()]
    return sorted(found)

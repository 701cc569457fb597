"""Every page of the portal with somebody of the demo company who has something to see there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

STRANGER = ""
LI_WEI, OLGA, MARIA, ADA = "li.wei", "olga.petrova", "maria.schulz", "ada.lind"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as one person sees it. `opens`: what is clicked once it is there, by its address."""

    name: str
    who: str
    path: str
    status: int = 200
    opens: str = ""


def pages() -> list[Shown]:
    """Reads the demo company for the addresses; in a process that has Django set up."""
    return [*_of_strangers(), *_of_an_employee(), *_of_an_agent(), *_of_a_manager(), *_of_an_admin()]


def as_json() -> str:
    """For a process that has no Django."""
    return json.dumps([asdict(one) for one in pages()])


def from_json(text: str) -> list[Shown]:
    return [Shown(**one) for one in json.loads(text)]


def _of_strangers() -> list[Shown]:
    return [
        Shown("sign-in", STRANGER, "/sign-in/"),
        Shown("password-forgotten", STRANGER, "/password/forgotten/"),
        Shown("approval-by-mail", STRANGER, _link_in_a_mail()),
        Shown("approval-link-expired", STRANGER, "/approvals/by-mail/none/", 404),
        Shown("invitation-expired", STRANGER, "/invitation/MQ/none/", 200),
        Shown("no-more-mails", STRANGER, _way_out_of_mails()),
        *(Shown(f"survey-answering-{kind}", STRANGER, path) for kind, path in _asked()),
        Shown("survey-link-dead", STRANGER, "/surveys/answer/none/", 404),
        Shown("no-more-mails-dead", STRANGER, "/notifications/no-more/none/", 404),
    ]


def _of_an_employee() -> list[Shown]:
    asked, proposed = _number("笔记本电脑", of=LI_WEI), _number("会议室", of=LI_WEI)
    done, promised = _number("出差报销", of=LI_WEI), _number("蓝海贸易的数据", of=LI_WEI)
    closed, to_approve = _number("演示文稿", of=LI_WEI), _number("Доступ к данным о продажах")
    return [
        Shown("tours", LI_WEI, "/tour/"),
        Shown("home", LI_WEI, "/"),
        Shown("home-search", LI_WEI, "/?q=access"),
        Shown("search-empty", LI_WEI, "/search/"),
        Shown("services", LI_WEI, "/services/"),
        Shown("services-unsure", LI_WEI, "/services/?unsure"),
        Shown("unsure", LI_WEI, "/unsure/?title=access"),
        Shown("department", LI_WEI, "/services/it/"),
        Shown("service", LI_WEI, "/services/it/new-equipment/"),
        Shown("service-with-articles", LI_WEI, "/services/it/something-broken/"),
        Shown("service-in-an-outage", LI_WEI, "/services/it/video-meetings/"),
        Shown("information", LI_WEI, "/information/departments/it/"),
        Shown("information-table", LI_WEI, f"/information/{_sheet()}/?sort=-2"),
        Shown("notices", LI_WEI, "/notices/"),
        Shown("notice", LI_WEI, f"/notices/{_notice()}/"),
        Shown("articles", LI_WEI, "/articles/departments/it/"),
        Shown("article", LI_WEI, f"/articles/{_article()}/"),
        Shown("request-asked", LI_WEI, f"/requests/{asked}/"),
        Shown("request-proposed", LI_WEI, f"/requests/{proposed}/"),
        Shown("request-done", LI_WEI, f"/requests/{done}/"),
        Shown("request-promised", LI_WEI, f"/requests/{promised}/"),
        Shown("request-closed", LI_WEI, f"/requests/{closed}/"),
        Shown("rating", LI_WEI, f"/ratings/{closed}/"),
        Shown("request-to-approve", LI_WEI, f"/requests/{to_approve}/"),
        Shown("verb-reject", LI_WEI, f"/requests/{to_approve}/rejection/"),
        Shown("amendment", LI_WEI, f"/requests/{promised}/amendment/"),
        Shown("mine", LI_WEI, "/requests/"),
        Shown("mine-for-others", LI_WEI, "/requests/?show=for-others"),
        Shown("waiting", LI_WEI, "/waiting/"),
        Shown("notifications", LI_WEI, "/notifications/"),
        Shown("morning-note", LI_WEI, "/morning/"),
        Shown("notification-choices", LI_WEI, "/notifications/choices/"),
        Shown("webhook", LI_WEI, "/notifications/webhook/"),
        Shown("thanks", LI_WEI, "/thanks/"),
        Shown("thanks-received", LI_WEI, "/thanks/received/"),
        Shown("mailbox", LI_WEI, "/notifications/mailbox/"),
        Shown("preferences", LI_WEI, "/preferences/"),
        Shown("api-tokens", LI_WEI, "/preferences/tokens/"),
        Shown("api-docs", LI_WEI, "/api/v1/docs/"),
        Shown("password", LI_WEI, "/password/"),
        Shown("second-step", LI_WEI, "/preferences/second-step/"),
        Shown("browsers", LI_WEI, "/preferences/browsers/"),
        Shown("ratings-preferences", LI_WEI, "/ratings/preferences/"),
        Shown("absences", LI_WEI, "/absences/"),
        Shown("request-to-approve-for-another", LI_WEI, f"/requests/{_number_for_another()}/"),
        Shown("forbidden", LI_WEI, "/people/", 403),
        Shown("not-found", LI_WEI, "/requests/999999999/", 404),
        Shown("conflict", LI_WEI, f"/requests/{closed}/confirmation/", 409),
    ]


def _of_an_agent() -> list[Shown]:
    noted, moved = _number("Access to the new contract archive"), _number("All-hands with interpretation")
    late, approval = _number("Mail to Adler & Voss"), _number("Доступ к данным о продажах")
    return [
        Shown("home-agent", OLGA, "/"),
        Shown("search", OLGA, "/search/?q=laptop"),
        Shown("intake", OLGA, "/intake/"),
        Shown("triage", OLGA, "/triage/"),
        Shown("recurring", OLGA, "/recurring/"),
        Shown("recurring-new", OLGA, "/recurring/new/facilities/rooms/"),
        Shown("queue", OLGA, "/queue/it/"),
        Shown("queue-unassigned", OLGA, "/queue/it/?view=unassigned"),
        Shown("information-new", OLGA, "/information/departments/it/new/"),
        Shown("information-kept", OLGA, f"/information/{_sheet()}/"),
        Shown("information-edit", OLGA, f"/information/{_sheet()}/edit/"),
        Shown("notices-written", OLGA, "/notices/departments/it/"),
        Shown("notice-new", OLGA, "/notices/departments/it/new/"),
        Shown("notice-edit", OLGA, f"/notices/{_notice()}/edit/"),
        Shown("notice-ending", OLGA, f"/notices/{_notice()}/ending/"),
        Shown("outreach", OLGA, f"/notices/{_notice()}/outreach/"),
        Shown("articles-written", OLGA, "/articles/departments/it/"),
        Shown("article-new", OLGA, "/articles/departments/it/new/"),
        Shown("article-edit", OLGA, f"/articles/{_article()}/edit/"),
        Shown("article-version", OLGA, f"/articles/{_article()}/versions/1/"),
        Shown("queue-board", OLGA, "/queue/it/?layout=board"),
        Shown(
            "queue-grouped", OLGA, "/queue/it/?group=owner&sort=-priority&column=service&column=waits&column=changed"
        ),
        Shown("queue-view-new", OLGA, "/queue/it/views/new/?view=mine"),
        Shown("canned-replies", OLGA, "/canned-replies/"),
        Shown("canned-reply-new", MARIA, "/canned-replies/new/"),
        Shown("queue-empty", OLGA, "/queue/it/?q=nothing+is+called+this"),
        Shown("request-agent", OLGA, f"/requests/{noted}/"),
        Shown("request-late", OLGA, f"/requests/{late}/"),
        Shown("request-moved", OLGA, f"/requests/{moved}/"),
        Shown("request-resolving", OLGA, f"/requests/{noted}/", opens=f"/requests/{noted}/resolution/"),
        Shown("verb-handover", OLGA, f"/requests/{noted}/handover/"),
        Shown("request-approval-awaited", OLGA, f"/requests/{approval}/"),
        Shown("queue-of-absent", OLGA, "/queue/it/?view=absent"),
        Shown("verb-approval", OLGA, f"/requests/{noted}/approval/"),
        Shown("verb-promise", OLGA, f"/requests/{noted}/promise/"),
        *(Shown("file-removal", OLGA, f"/attachments/{file}/removal/") for file in _files()),
        Shown("verb-hold", OLGA, f"/requests/{noted}/hold/"),
        Shown("verb-participant", OLGA, f"/requests/{noted}/participant/"),
        Shown("verb-link", OLGA, f"/requests/{noted}/link/"),
        Shown("part-service", OLGA, f"/requests/{noted}/part/"),
        Shown("part", OLGA, f"/requests/{noted}/part/?service={_service('facilities', 'repairs')}"),
        Shown("my-work", OLGA, "/figures/mine/"),
        Shown("thanks-received-agent", OLGA, "/thanks/received/"),
        *(Shown("request-with-parts", OLGA, f"/requests/{whole}/") for whole in _wholes()),
    ]


def _files() -> list[str]:
    """A file Olga may remove."""
    from requests_app.models import Attachment

    open_ones = Attachment.objects.filter(
        request__department__code="it", request__service__is_confidential=False, removed_at=None
    ).exclude(request__requester__email__startswith=OLGA)
    return [str(pk) for pk in open_ones.order_by("created_at").values_list("pk", flat=True)[:1]]


def _of_a_manager() -> list[Shown]:
    return [
        Shown("home-manager", MARIA, "/"),
        Shown("catalogue", MARIA, "/catalogue/it/"),
        Shown("catalogue-letters", MARIA, "/catalogue/it/letters/"),
        Shown("catalogue-new", MARIA, "/catalogue/it/new/"),
        Shown("catalogue-service", MARIA, "/catalogue/it/services/new-equipment/"),
        Shown("catalogue-template", MARIA, "/catalogue/it/services/new-equipment/templates/new/"),
        Shown("routing", MARIA, "/catalogue/it/services/new-equipment/routing/"),
        Shown("routing-usual", MARIA, "/catalogue/it/routing/"),
        Shown("team", MARIA, "/team/it/"),
        Shown("morning-note-of-a-manager", MARIA, "/morning/"),
        Shown("service-reviews", MARIA, "/service-reviews/"),
        Shown("service-review-new", MARIA, "/service-reviews/new/"),
        *(Shown("service-review-meeting", MARIA, f"/service-reviews/meetings/{one}/") for one in _meetings()),
        Shown("reports", MARIA, "/reports/"),
        Shown("report-new", MARIA, "/reports/new/?page=/dashboards/it/"),
        Shown("effort-of-a-department", MARIA, "/dashboards/it/effort/"),
        Shown("effort", OLGA, "/effort/"),
        Shown("surveys", MARIA, "/surveys/"),
        Shown("survey-new", MARIA, "/surveys/new/"),
        Shown("questionnaires", MARIA, "/questionnaires/"),
        Shown("questionnaire-new", MARIA, "/questionnaires/new/"),
        Shown("questions", MARIA, "/questions/"),
        Shown("question-new", MARIA, "/questions/new/"),
        Shown("suggestions", LI_WEI, "/suggestions/"),
        Shown("suggestion-new", LI_WEI, "/suggestions/new/"),
        *(Shown("suggestion", MARIA, f"/suggestions/{one}/") for one in _suggestions()),
        Shown("needs", MARIA, "/needs/"),
        Shown("need-new", MARIA, "/needs/departments/it/new/"),
        *(Shown("need", MARIA, f"/needs/{one}/") for one in _studies()),
        Shown("improvements", MARIA, "/improvements/"),
        *(Shown("improvement", MARIA, f"/improvements/{one}/") for one in _improvements()),
        Shown("training", LI_WEI, "/training/"),
        Shown("training-needs", MARIA, "/training/needs/"),
        *(Shown("training-session", MARIA, f"/training/{one}/") for one in _sessions()),
        *(Shown("training-session-edit", MARIA, f"/training/{one}/edit/") for one in _sessions()[-1:]),
        Shown("improvement-new", MARIA, "/improvements/departments/it/new/"),
        Shown("you-said-we-did", LI_WEI, "/improvements/told/"),
        *(Shown("survey-results", ADA, f"/surveys/{one}/results/") for one in _released_campaigns()),
        *(Shown("survey-comments", ADA, f"/surveys/{one}/comments/") for one in _with_comments()),
        *(Shown("survey-open", ADA, f"/surveys/{one}/") for one in _open_campaigns()),
        Shown("reviews", OLGA, "/reviews/"),
        *(Shown("review", OLGA, f"/reviews/{one}/") for one in _reviews(reviewer=OLGA)),
        *(Shown("review-of-mine", OLGA, f"/reviews/{one}/") for one in _reviews(owner=OLGA, scored_at__isnull=False)),
        Shown("reviews-of-a-department", MARIA, "/reviews/departments/it/"),
        Shown("review-criteria", MARIA, "/reviews/departments/it/services/something-broken/"),
        Shown("form-builder", MARIA, "/services/it/new-equipment/form/"),
        Shown("form-version", MARIA, "/services/it/new-equipment/form/1/?language=ru"),
        Shown("form-empty", MARIA, "/services/it/mail-and-calendar/form/"),
        Shown("absences-of-a-team", MARIA, "/absences/"),
        Shown("approvals", MARIA, "/approvals/rules/it/"),
        Shown("approval-rule", MARIA, "/approvals/rules/it/services/new-equipment/"),
        Shown("approval-group-new", MARIA, "/approvals/rules/it/groups/new/"),
        Shown("dashboard", MARIA, "/dashboards/it/"),
        Shown("dashboard-90", MARIA, "/dashboards/it/?period=90d"),
        *(
            Shown(f"dashboard-{part}", MARIA, f"/dashboards/it/parts/{part}/?period=365d")
            for part in ("course", "breaches", "hours", "ways", "needless", "heard", "demand")
        ),
        Shown("figure-requests", MARIA, "/dashboards/it/requests/?figure=filed"),
        Shown("company", MARIA, "/figures/"),
        Shown("company-waiting", MARIA, "/figures/waiting/?department=it&why=received"),
        Shown("company-waited", MARIA, "/figures/waited/?period=365d"),
        Shown("who-asks-whom", MARIA, "/figures/pairs/"),
        Shown("pair", MARIA, "/figures/pairs/finance/it/"),
        Shown("goals", MARIA, "/figures/goals/it/"),
        Shown("goal-new", MARIA, "/figures/goals/it/new/"),
        Shown("annotation-new", MARIA, "/figures/goals/it/annotation/"),
        Shown("chains", MARIA, "/figures/chains/"),
        Shown("waiting-outside", MARIA, "/figures/outside/"),
        Shown("asked-of-others", MARIA, "/figures/asked/it/"),
    ]


def _of_an_admin() -> list[Shown]:
    from requests_app import clock
    from requests_app.models import User
    from sla.models import Recalculation, ServiceStandard

    standard = ServiceStandard.objects.in_force(clock.now()).order_by("pk").values_list("pk", flat=True)[0]
    jobs = Recalculation.objects.order_by("pk").values_list("pk", flat=True)[:1]
    drafts = ServiceStandard.objects.drafts().order_by("-number", "pk").values_list("pk", flat=True)[:1]
    person = User.objects.get(email__startswith=OLGA).pk
    return [
        Shown("api-access", ADA, "/administration/api/"),
        Shown("standards", ADA, "/standards/"),
        Shown("standard", ADA, f"/standards/{standard}/"),
        Shown("standard-new", ADA, "/standards/new/"),
        Shown("standard-which", ADA, "/standards/which/"),
        *(Shown("standard-edit", ADA, f"/standards/{draft}/edit/") for draft in drafts),
        *(Shown("standard-publish", ADA, f"/standards/{draft}/publication/") for draft in drafts),
        Shown("standard-apply", ADA, f"/standards/{standard}/application/"),
        Shown("recalculations", ADA, "/standards/recalculations/"),
        *(Shown("recalculation", ADA, f"/standards/recalculations/{job}/") for job in jobs),
        *(Shown("standard-replay", ADA, f"/standards/{draft}/replay/") for draft in drafts),
        Shown("calendars", ADA, "/standards/calendars/"),
        *_of_calendars(),
        Shown("calendar-new", ADA, "/standards/calendars/new/"),
        Shown("people", ADA, "/people/"),
        Shown("person", ADA, f"/people/{person}/"),
        Shown("invite", ADA, "/people/invitation/"),
        Shown("setup", ADA, "/setup/"),
        Shown("people-import", ADA, "/people/import/"),
        Shown("deactivation", ADA, f"/people/{person}/deactivation/"),
        Shown("status", ADA, "/status/"),
        Shown("components", ADA, "/components/"),
        Shown("outbox", ADA, "/status/outbox/"),
        Shown("hosts", ADA, "/notifications/hosts/"),
        Shown("administration", ADA, "/administration/"),
        Shown("company-name", ADA, "/administration/company/"),
        Shown("priorities", ADA, "/administration/priorities/"),
        Shown("waiting-reasons", ADA, "/administration/waiting-reasons/"),
        Shown("waiting-reason-new", ADA, "/administration/waiting-reasons/new/"),
        Shown("retention", ADA, "/administration/retention/"),
        Shown("hooks", ADA, "/webhooks/"),
        Shown("hook", ADA, f"/webhooks/{_hook()}/"),
        Shown("hook-settings", ADA, f"/webhooks/{_hook()}/settings/"),
        Shown("protections", ADA, "/administration/protections/"),
        Shown("letter-rules", ADA, "/administration/letters/rules/"),
        Shown("mailboxes", ADA, "/administration/mailboxes/"),
        Shown("mailbox-new", ADA, "/administration/mailboxes/new/"),
        Shown("letters", ADA, "/administration/letters/"),
        Shown("mails", ADA, "/administration/mails/"),
        Shown("mail", ADA, "/administration/mails/resolved/en/"),
        Shown("departments", ADA, "/administration/departments/"),
        Shown("department-new", ADA, "/administration/departments/new/"),
        Shown("department-edit", ADA, f"/administration/departments/{_department('it')}/"),
        Shown("department-merger", ADA, f"/administration/departments/{_department('it')}/merger/"),
        Shown("department-split", ADA, f"/administration/departments/{_department('it')}/split/"),
        Shown("changes", ADA, "/administration/changes/"),
    ]


def _of_calendars() -> list[Shown]:
    """A calendar, and its draft where the company has one."""
    from sla.models import BusinessCalendar, CalendarDraft

    code = BusinessCalendar.objects.order_by("code").values_list("code", flat=True)[0]
    here = f"/standards/calendars/{code}/"
    shown = [
        Shown("calendar", LI_WEI, f"{here}?on=2026-02-14"),
        Shown("calendar-history", ADA, f"{here}history/"),
    ]
    for code in CalendarDraft.objects.order_by("pk").values_list("calendar__code", flat=True)[:1]:
        there = f"/standards/calendars/{code}/draft/"
        shown += [
            Shown("calendar-edit", ADA, there),
            Shown("calendar-week", ADA, f"{there}week/"),
            Shown("calendar-day", ADA, f"{there}days/2026-12-24/"),
            Shown("calendar-import", ADA, f"{there}holidays/?country=CN&years=2026&years=2028"),
            Shown("calendar-publish", ADA, f"{there}publication/"),
            Shown("calendar-replay", ADA, f"/standards/calendars/{code}/replay/"),
        ]
    return shown


def _link_in_a_mail() -> str:
    """To an approval of somebody who stands in."""
    from requests_app.approval_links import token_of
    from requests_app.models import Approval

    voice = Approval.objects.open().exclude(stands_in_for=None).select_related("request").order_by("-pk")[0]
    return f"/approvals/by-mail/{token_of(voice)}/"


def _way_out_of_mails() -> str:
    """As in a mail to Li Wei about one of his requests."""
    from requests_app.models import User
    from requests_app.notifications import muting

    return muting.path_of(User.objects.get(email__startswith=LI_WEI), request=_number("笔记本电脑", of=LI_WEI))


def _number_for_another() -> int:
    """Of the request that waits for Li Wei in place of somebody who is away."""
    from requests_app.models import Approval

    asked = Approval.objects.open().filter(approver__email__startswith=LI_WEI).exclude(stands_in_for=None)
    return asked.order_by("-pk").values_list("request", flat=True)[0]


def _number(title: str, *, of: str = "") -> int:
    """Of the newest request with such a title."""
    from requests_app.models import ServiceRequest

    found = ServiceRequest.objects.filter(title__contains=title, requester__email__startswith=of)
    return found.order_by("-pk").values_list("pk", flat=True)[0]


def _sheet() -> int:
    """A table of IT."""
    from requests_app.models import Sheet

    return Sheet.objects.filter(department__code="it", kind="table").order_by("pk").values_list("pk", flat=True)[0]


def _notice() -> int:
    """An outage of IT that is not over."""
    from requests_app.models import Notice

    shown = Notice.objects.filter(department__code="it", kind="outage", state="published")
    return shown.order_by("pk").values_list("pk", flat=True)[0]


def _article() -> int:
    """Of IT, and published."""
    from requests_app.models import Article

    return Article.objects.published().filter(department__code="it").order_by("pk").values_list("pk", flat=True)[0]


def _hook() -> int:
    """Of IT, with a log."""
    from requests_app.models import Hook

    return Hook.objects.filter(department__code="it").order_by("pk").values_list("pk", flat=True)[0]


def _department(code: str) -> int:
    from requests_app.models import Department

    return Department.objects.get(code=code).pk


def _improvements() -> list[int]:
    """Those of IT."""
    from surveys.models import Improvement

    return list(Improvement.objects.filter(department__code="it").order_by("pk").values_list("pk", flat=True)[:3])


def _meetings() -> list[int]:
    """Of IT and finance, the one that was and the one to come."""
    from dashboards.meetings.models import ReviewMeeting

    held = ReviewMeeting.objects.filter(review__departments__code="it").order_by("starts_at")
    return list(held.values_list("pk", flat=True)[:2])


def _sessions() -> list[int]:
    """Of IT, the one that was and the one to come."""
    from surveys.models import TrainingSession

    return list(TrainingSession.objects.soonest_first().values_list("pk", flat=True)[:2])


def _studies() -> list[int]:
    """Of IT."""
    from surveys.models import NeedsStudy

    return list(NeedsStudy.objects.filter(department__code="it").order_by("pk").values_list("pk", flat=True)[:1])


def _suggestions() -> list[object]:
    """To IT."""
    from surveys.models import Suggestion

    return list(Suggestion.objects.filter(department=_department("it")).order_by("pk").values_list("pk", flat=True)[:2])


def _released_campaigns() -> list[str]:
    """One of each instrument."""
    from surveys.models import Campaign

    found = Campaign.objects.filter(releases__isnull=False).order_by("questionnaire__instrument", "-opens_on")
    return [str(pk) for pk in found.distinct("questionnaire__instrument").values_list("pk", flat=True)]


def _open_campaigns() -> list[str]:
    from surveys.models import Campaign

    return [str(pk) for pk in Campaign.objects.open().order_by("-opens_on").values_list("pk", flat=True)[:1]]


def _with_comments() -> list[str]:
    """The newest that has closed and in which somebody wrote something."""
    from surveys.models import Campaign, CommentText

    over = Campaign.objects.filter(state="closed", pk__in=CommentText.objects.order_by().values("campaign"))
    return [str(pk) for pk in over.order_by("-closes_on").values_list("pk", flat=True)[:1]]


def _asked() -> list[tuple[str, str]]:
    """The pages on which Li Wei is asked something, unanswered: what is asked, and the address."""
    from surveys import secrecy
    from surveys.models import Invitation

    waiting = Invitation.objects.filter(campaign__state="open", person__email__startswith=LI_WEI, done=False)
    found = waiting.select_related("campaign__questionnaire").order_by("pk")
    return [(one.instrument.lower(), secrecy.path_of(one)) for one in found]


def _reviews(**that: object) -> list[int]:
    """The newest of this person's reviews."""
    from surveys.models import Review

    about = {f"{name}__email__startswith" if isinstance(value, str) else name: value for name, value in that.items()}
    return list(Review.objects.filter(**about).order_by("-pk").values_list("pk", flat=True)[:1])


def _service(department: str, code: str) -> int:
    from requests_app.models import Service

    return Service.objects.get(provider__code=department, code=code).pk


def _wholes() -> list[int]:
    """One of IT that waits for a part."""
    from requests_app.models import ServiceRequest

    held = ServiceRequest.objects.filter(department__code="it", children__isnull=False).order_by("pk")
    return list(held.values_list("pk", flat=True)[:1])

"""Every verb as a screen: one entry a verb, read by its address, its page, and whoever offers it as a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import access, shortcuts, transitions
from requests_app.forms import talking, together
from requests_app.forms import verbs as forms
from requests_app.forms.approving import ApprovalForm
from requests_app.forms.assigning import AssignForm
from requests_app.forms.triage import PassOnForm
from requests_app.models import ServiceRequest, User
from requests_app.states import MOVES, OPEN, Status


def may_become(status: Status) -> frozenset[Status]:
    """States from which a request may move to `status`: the table of moves, read backwards."""
    return frozenset(old for old, new in MOVES.items() if status in new)


ANY = frozenset(Status)
HELD = frozenset({Status.ON_HOLD})
PAUSED = frozenset({Status.WAITING, Status.ON_HOLD})
WAITING = frozenset({Status.WAITING})
DONE = frozenset({Status.RESOLVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbScreen:
    """One verb as a page. `act` gets the form's fields as keyword arguments, and `by`."""

    noun: str  # of its address
    title: LazyText | str
    button: LazyText | str
    done: LazyText | str  # said when it worked
    act: Callable[..., ServiceRequest]
    may: Callable[[User, ServiceRequest], bool]
    when: frozenset[Status]  # offered in these states; the verb itself decides
    form: type[forms.VerbForm] = forms.VerbForm
    note: LazyText | str = ""  # what it means, above the form
    icon: str = "arrow-right"
    # Refuse when the request changed since the form was shown. Not for what is said: conversations may cross.
    guarded: bool = True
    # Where to go afterwards, by name of the address; else back to the request, which one may have lost sight of.
    goes_to: str = ""
    # Offered only while an approval is open (True), or only while none is (False).
    approval: bool | None = None

    @property
    def url_name(self) -> str:
        return f"requests:{self.noun}"

    @property
    def key(self) -> str:
        """The key that leads to it on the request's page, or nothing."""
        return shortcuts.OF_VERBS.get(self.noun, "")

    @property
    def is_immediate(self) -> bool:
        """Nothing to fill in: a button does it."""
        return self.form is forms.VerbForm

    def fits(self, user: User, request: ServiceRequest) -> bool:
        if request.status not in self.when or not self.may(user, request):
            return False
        return self.approval is None or self.approval == (request.open_round is not None)


VERBS = [
    VerbScreen(
        noun="message", title=_("Reply"), button=_("Send"), done=_("Sent."), icon="chat-bubble-left",
        act=transitions.reply, form=talking.ReplyForm, may=access.can_reply, when=ANY, guarded=False,
    ),
    # The department's
    VerbScreen(
        noun="assignment", title=_("Assign"), button=_("Assign"), done=_("Assigned."), icon="user-plus",
        act=transitions.assign, form=AssignForm, may=access.can_work, when=OPEN,
    ),
    VerbScreen(
        noun="start", title=_("Start work"), button=_("Start work"), done=_("It is in work."), icon="play",
        act=transitions.start, may=access.can_work, when=may_become(Status.IN_PROGRESS) & OPEN - PAUSED,
        note=_("The requester sees that somebody works on it. An unassigned request becomes yours."),
    ),
    VerbScreen(
        noun="question", title=_("Ask the requester"), button=_("Ask"),
        done=_("Asked. The request waits for the answer."),
        icon="question-mark-circle", act=transitions.ask, form=forms.AskForm, may=access.can_work, when=OPEN,
        approval=False,
        note=_("The request waits for the requester, and its clocks rest until the answer is there."),
    ),
    VerbScreen(
        noun="hold", title=_("Put on hold"), button=_("Put on hold"), done=_("On hold."), icon="pause",
        act=transitions.hold, form=forms.HoldForm, may=access.can_work, when=OPEN, approval=False,
        note=_("For as long as it waits, clocks rest as the standard says. With a date it comes back by itself."),
    ),
    VerbScreen(
        noun="resumption", title=_("Go on"), button=_("Go on"), done=_("It goes on."), icon="play",
        act=transitions.resume, may=access.can_work, when=PAUSED, approval=False,
    ),
    VerbScreen(
        noun="promise", title=_("Promise a date"), button=pgettext_lazy("verb", "Promise"),
        done=_("Promised."),
        icon="calendar", act=transitions.promise, form=forms.PromiseForm, may=access.can_work, when=OPEN,
        note=_("The requester is told. A later promise moves the date; the first one stays visible."),
    ),
    VerbScreen(
        noun="proposal", title=_("Propose another way"), button=_("Propose"), icon="light-bulb",
        done=_("Proposed. The request waits for the requester."),
        act=transitions.propose, form=forms.ProposeForm, may=access.can_work, when=OPEN, approval=False,
        note=_("For when what was asked for is not possible, but something close to it is."),
    ),
    VerbScreen(
        noun="refusal", title=_("Decline"), button=_("Decline request"), done=_("Declined."), icon="no-symbol",
        act=transitions.decline, form=forms.DeclineForm, may=access.can_work, when=may_become(Status.DECLINED) & OPEN,
        note=_("The request ends. The requester reads the reason and can object."),
    ),
    VerbScreen(
        noun="handover", title=_("Hand over"), button=_("Hand over"), done=_("Handed over."), icon="arrows-right-left",
        act=transitions.hand_over, form=forms.HandOverForm, may=access.can_work, when=OPEN, approval=False,
        note=_("Number, conversation and promises go with it. Your department can still read it."),
    ),
    VerbScreen(
        noun="passing", title=_("Pass on"), button=_("Pass on"), done=_("Passed on."), icon="arrow-right-circle",
        act=transitions.pass_on, form=PassOnForm, may=access.can_pass_on, when=OPEN, approval=False,
        note=_("It becomes a request for that service: number and history go with it, and its standard counts."),
    ),
    VerbScreen(
        noun="approval", title=_("Ask for approval"), button=_("Ask for approval"), icon="scale",
        done=_("Asked. The request waits for the approval."), act=transitions.ask_approval, form=ApprovalForm,
        may=access.can_work, when=transitions.ASKABLE, approval=False,
        note=_("Until they have decided, the request is on hold, and its clocks rest."),
    ),
    VerbScreen(
        noun="withdrawal", title=_("Stop asking for approval"), button=_("Stop asking for approval"),
        done=_("Nobody is asked any more. It goes on."), icon="arrow-uturn-left", act=transitions.withdraw_approval,
        may=access.can_work, when=HELD, approval=True,
    ),
    VerbScreen(
        noun="resolution", title=_("Mark as done"), button=_("Mark as done"),
        done=_("Done. The requester is asked to confirm."),
        icon="check-circle", act=transitions.resolve, form=forms.ResolveForm, may=access.can_work,
        when=may_become(Status.RESOLVED) & OPEN,
    ),
    # Together with others
    VerbScreen(
        noun="part", title=_("Ask another department"), button=_("Ask"), done=_("Asked."), icon="puzzle-piece",
        act=transitions.ask_department, form=together.PartServiceForm, may=access.can_work, when=OPEN, approval=False,
    ),
    VerbScreen(
        noun="link", title=_("Link with another request"), button=pgettext_lazy("verb", "Link"), done=_("Linked."),
        icon="link", act=transitions.link, form=together.LinkForm, may=access.can_work, when=ANY,
    ),
    VerbScreen(
        noun="unlinking", title=_("Remove a link"), button=_("Remove"), done=_("The link is gone."),
        icon="link-slash", act=transitions.unlink, form=together.UnlinkForm, may=access.can_work, when=ANY,
    ),
    VerbScreen(
        noun="notice", title=_("Link with a notice"), button=pgettext_lazy("verb", "Link"), done=_("Linked."),
        icon="megaphone", act=transitions.link_notice, form=together.NoticeLinkForm, may=access.can_work, when=ANY,
        guarded=False,
    ),
    VerbScreen(
        noun="notice-removal", title=_("Remove the link with a notice"), button=_("Remove"),
        done=_("The link is gone."), icon="link-slash", act=transitions.unlink_notice, form=together.NoticeUnlinkForm,
        may=access.can_work, when=ANY, guarded=False,
    ),
    VerbScreen(
        noun="participant", title=_("Add a colleague"), button=_("Add"), done=_("Added. They are told."),
        icon="user-plus", act=transitions.add_participant, form=together.ParticipantForm, may=access.can_let_in,
        when=ANY, note=_("They see this request from now on, but no internal notes."), guarded=False,
    ),
    VerbScreen(
        noun="removal", title=_("Remove a participant"), button=_("Remove"), done=_("Removed."), icon="user-minus",
        act=transitions.remove_participant, form=together.RemovalForm, may=access.can_let_in, when=ANY, guarded=False,
    ),
    VerbScreen(
        noun="leaving", title=_("Stop following"), button=_("Stop following"), done=_("You no longer follow it."),
        icon="user-minus", act=transitions.leave, may=access.takes_part, when=ANY, guarded=False,
        goes_to="requests:mine",
    ),
    # What is kept of it
    VerbScreen(
        noun="protection", title=_("Protect from removal"), button=pgettext_lazy("verb", "Protect"),
        done=_("Protected. Nothing of it is removed until somebody ends that."), icon="shield-check",
        act=transitions.protect, form=forms.ProtectForm, may=access.can_protect, when=ANY, guarded=False,
        note=_("For a dispute or an inspection: no rule about old data touches it, and no file of it can be removed. "
               "The requester is not told."),
    ),
    VerbScreen(
        noun="protection-end", title=_("End the protection"), button=_("End the protection"),
        done=_("It goes by the rules about old data again."), icon="shield-exclamation", act=transitions.unprotect,
        form=forms.UnprotectForm, may=access.can_unprotect, when=ANY, guarded=False,
    ),
    # The approver's
    VerbScreen(
        noun="consent", title=_("Approve"), button=_("Approve"), done=_("Approved. The department goes on."),
        icon="hand-thumb-up", act=transitions.approve, form=forms.ConsentForm, may=access.is_approver, when=HELD,
        approval=True,
    ),
    VerbScreen(
        noun="rejection", title=_("Reject"), button=_("Reject"), done=_("Rejected. The department is told why."),
        icon="hand-thumb-down", act=transitions.reject, form=forms.RejectForm, may=access.is_approver, when=HELD,
        approval=True,
    ),
    # The requester's
    VerbScreen(
        noun="answer", title=_("Answer"), button=_("Send answer"), done=_("Answered. The department goes on."),
        icon="chat-bubble-left", act=transitions.answer, form=talking.AnswerForm, may=access.can_answer, when=WAITING,
        guarded=False,
    ),
    VerbScreen(
        noun="acceptance", title=_("Accept the proposal"), button=_("Accept proposal"), icon="hand-thumb-up",
        done=_("Accepted. The department goes on."), act=transitions.accept, may=access.can_answer, when=WAITING,
    ),
    VerbScreen(
        noun="confirmation", title=_("Confirm that it is solved"), button=_("Yes, solved"), icon="check-badge",
        done=_("Thank you. The request is closed."), act=transitions.confirm, may=access.can_confirm, when=DONE,
    ),
    VerbScreen(
        noun="reopening", title=pgettext_lazy("verb", "Reopen"), button=_("Reopen request"), icon="arrow-uturn-left",
        done=_("Reopened. The department goes on."), act=transitions.reopen, form=forms.ReopenForm,
        may=access.can_reopen, when=frozenset({Status.RESOLVED, Status.CLOSED, Status.DECLINED}), guarded=False,
    ),
    VerbScreen(
        noun="chase", title=_("Any news?"), button=_("Ask for news"), done=_("Asked. The department is told."),
        icon="bell-alert", act=transitions.chase, form=forms.ChaseForm, may=access.asks, when=OPEN,
        guarded=False,
    ),
    VerbScreen(
        noun="amendment", title=_("Change what was filed"), button=_("Save changes"), done=_("Saved."), icon="pencil",
        act=transitions.amend, form=forms.AmendForm, may=access.can_amend, when=OPEN,
    ),
    VerbScreen(
        noun="cancellation", title=pgettext_lazy("verb", "Cancel the request"), button=_("Cancel request"),
        done=_("Cancelled."), icon="x-circle", act=transitions.cancel, form=forms.CancelForm, may=access.is_requester,
        when=may_become(Status.CANCELLED), note=_("The department stops working on it."), guarded=False,
    ),
]  # fmt: skip
BY_NOUN = {verb.noun: verb for verb in VERBS}


def offered(user: User, ticket: ServiceRequest, *nouns: str) -> list[VerbScreen]:
    return [BY_NOUN[noun] for noun in nouns if BY_NOUN[noun].fits(user, ticket)]

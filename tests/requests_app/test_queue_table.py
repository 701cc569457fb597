"""What a queue shows of its requests: columns, orders by heading, groups, filters, and the board."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from requests_app import clock, efforts, pagination, transitions
from requests_app.fields.directory import here
from requests_app.fields.validation import validate
from requests_app.models import Department, FormVersion, Service, ServiceRequest, Translated, User, WaitingReason
from requests_app.queues import groups
from tests.conftest import SignedIn
from tests.make import make_department, make_form, make_request, make_service, make_user

pytestmark = pytest.mark.django_db

MODEL = {
    "code": "model",
    "kind": "choice",
    "label": {"en": "Which model?"},
    "choices": [{"code": "light", "label": {"en": "Light"}}, {"code": "large", "label": {"en": "Large"}}],
}
REMOTE = {"code": "remote", "kind": "yes_no", "label": {"en": "Works from home?"}}
WHO = {"code": "who", "kind": "person", "label": {"en": "Who gets it?"}}


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


def shown(client: Client, query: str = "") -> list[int]:
    response = client.get(f"/queue/it/{query}")
    assert response.status_code == 200
    return [row.pk for row in response.context["page"].rows]


def labels(client: Client, query: str) -> list[str]:
    return [str(heading.label) for heading in client.get(f"/queue/it/{query}").context["headings"]]


class TestColumns:
    def test_one_sees_those_one_chose_the_request_first(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        assert labels(as_olga, "") == ["Request", "From", "State", "Works on it", "Next promise"]
        assert labels(as_olga, "?column=changed&column=service&column=nonsense") == [
            "Request",
            "Service",
            "Last change",
        ]

    def test_every_column_has_a_cell(self, as_olga: Client, olga: User, laptop: Service, li_wei: User) -> None:
        from requests_app.queues import COLUMNS

        reason = WaitingReason.objects.filter(kind="supplier").first() or WaitingReason.objects.create(
            code="supplier-x", name=Translated({"en": "Delivery"}), kind="supplier"
        )
        one = make_request(laptop, li_wei, needed_by=clock.now().date() + timedelta(days=1))
        transitions.hold(one, "Parts", by=olga, because=reason, until=clock.now() + timedelta(days=2))
        page = as_olga.get("/queue/it/?" + "&".join(f"column={column.name}" for column in COLUMNS)).content.decode()
        row = re.split("<tr data-row[^>]*>", page)[1].split("</tr>")[0]
        assert row.count("<td") == 1 + len(COLUMNS)
        for words in ("New equipment", "Normal", "On hold", "Analytics", "Portal", str(reason), "tomorrow"):
            assert words in row

    def test_what_people_type_is_escaped_once_and_what_we_draw_never(
        self, as_olga: Client, olga: User, laptop: Service, li_wei: User
    ) -> None:
        request = make_request(laptop, li_wei, "<b>R&D</b>", impact=3, urgency=3)
        transitions.hold(request, "Supplier & <i>Co</i>", by=olga, until=clock.now() + timedelta(days=2))
        chosen = ("filed", "changed", "waits", "priority", "due", "requester")
        page = as_olga.get("/queue/it/?" + "&".join(f"column={name}" for name in chosen)).content.decode()
        rows = page[page.index("<tbody") : page.index("</tbody>")]
        assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in rows
        assert "<time class=" in rows
        assert "&lt;time" not in rows
        assert "&amp;amp;" not in rows
        assert "&amp;lt;" not in rows

    def test_answers_of_the_service_are_columns_once_it_is_chosen(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_form(laptop, MODEL, REMOTE, WHO)
        answers = {"model": "large", "remote": "yes", "who": olga.email}
        make_request(laptop, li_wei, answered=validate(FormVersion.objects.get(), answers, here()))
        query = "?service=laptop&column=answer.model&column=answer.who&column=answer.none"
        page = as_olga.get(f"/queue/it/{query}")
        assert [str(h.label) for h in page.context["headings"]] == ["Request", "Which model?", "Who gets it?"]
        assert "Large" in page.content.decode()
        assert labels(as_olga, query.replace("service=laptop&", "")) == ["Request"]


class TestSorting:
    @pytest.fixture
    def three(self, it: Department, li_wei: User, anna: User, olga: User, ivan: User) -> list[ServiceRequest]:
        """Of different services, requesters, states, owners and departments; one lacks what can lack."""
        nowhere = make_user("Zoe Nowhere")
        made = [
            make_request(make_service(it, code, name), person, title)
            for code, name, person, title in (
                ("a", "Zebra", li_wei, "m"),
                ("b", "Apple", anna, "z"),
                ("c", "Mango", nowhere, "a"),
            )
        ]
        transitions.assign(made[0], to=olga, by=olga)
        transitions.assign(made[1], to=ivan, by=olga)
        transitions.start(made[1], by=ivan)
        ServiceRequest.objects.filter(pk=made[0].pk).update(due_at=clock.now())
        return made

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("title", "cab"), ("-title", "bac"), ("service", "bca"), ("-service", "acb"), ("owner", "bac"),
            ("-owner", "abc"), ("state", "acb"), ("-state", "bac"), ("-due", "abc"), ("from", "abc"), ("-from", "bac"),
            ("-requester", "acb"), ("-changed", "cab"),
        ],
    )  # fmt: skip
    def test_by_every_heading_and_back_what_has_none_comes_last(
        self, as_olga: Client, three: list[ServiceRequest], sort: str, expected: str
    ) -> None:
        names = {request.pk: letter for request, letter in zip(three, "abc", strict=True)}
        found = "".join(names[pk] for pk in shown(as_olga, f"?sort={sort}"))
        assert found == expected

    @pytest.mark.parametrize(
        ("sort", "group"),
        [("-due", ""), ("from", "owner"), ("-service", "state"), ("title", "service"), ("-owner", "")],
    )
    def test_pages_show_every_request_once_in_either_direction(
        self, as_olga: Client, three: list[ServiceRequest], sort: str, group: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
        first = as_olga.get(f"/queue/it/?sort={sort}&group={group}").context["page"]
        second = as_olga.get(first.older_url).context["page"]
        assert {r.pk for r in [*first.rows, *second.rows]} == {r.pk for r in three}
        assert [r.pk for r in as_olga.get(second.newer_url).context["page"].rows] == [r.pk for r in first.rows]

    def test_a_click_on_a_heading_sorts_and_another_one_turns_it(
        self, as_olga: Client, three: list[ServiceRequest]
    ) -> None:
        headings = {h.name: h for h in as_olga.get("/queue/it/?sort=state").context["headings"]}
        assert (headings["state"].sorted, headings["owner"].sorted) == ("ascending", "")
        assert "sort=-state" in headings["state"].sort_url
        assert "sort=owner" in headings["owner"].sort_url

    def test_what_is_finished_is_read_by_number_only(self, as_olga: Client, three: list[ServiceRequest]) -> None:
        page = as_olga.get("/queue/it/?view=finished&sort=title&group=owner").context
        assert (page["selection"].sort, page["selection"].group, page["grouping"]) == ("new", "", None)
        assert not any(heading.sort_url for heading in page["headings"])


class TestGroups:
    def test_rows_of_a_group_follow_each_other_under_its_heading(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        made = [make_request(laptop, li_wei, str(number)) for number in range(5)]
        for request, person in zip(made, (olga, ivan, olga, None, ivan), strict=True):
            if person:
                transitions.assign(request, to=person, by=person)
        page = as_olga.get("/queue/it/?group=owner")
        assert [(group.heading, len(group.rows)) for group in page.context["groups"]] == [
            ("Ivan Kuznetsov", 2), ("Olga Petrova", 2), ("Nobody works on it", 1),
        ]  # fmt: skip
        assert "Nobody works on it" in page.content.decode()

    def test_each_group_says_how_many_it_has_on_all_pages(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            make_request(laptop, li_wei, str(number))
        transitions.start(ServiceRequest.objects.latest("pk"), by=olga)
        on_one_page = as_olga.get("/queue/it/?group=state").context["groups"]
        monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
        [first] = as_olga.get("/queue/it/?group=state").context["groups"]
        assert {group.heading: group.count for group in on_one_page} == {"Received": "4", "In work": "1"}
        assert (first.heading, first.count, len(first.rows)) == ("Received", "4", 2)

    def test_what_nobody_counts_has_no_number(
        self, as_olga: Client, laptop: Service, li_wei: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(4):
            make_request(laptop, li_wei, str(number))
        monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
        monkeypatch.setattr(groups, "COUNTED", 3)
        assert [group.count for group in as_olga.get("/queue/it/?group=state").context["groups"]] == [""]


class TestYourTime:
    def test_the_column_shows_ones_own_minutes_and_nobody_elses(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, maria: User
    ) -> None:
        efforts.note(laptop_request, 50, by=olga)
        efforts.note(laptop_request, 25, by=olga)
        efforts.note(laptop_request, 7, by=ivan)
        page = "/queue/it/?view=open&column=effort"
        own = [sign_in(one).get(page).context["page"].rows[0].my_minutes for one in (olga, ivan, maria)]
        assert own == [75, 7, None]
        assert "1 h 15 min" in sign_in(olga).get(page).content.decode()

    def test_an_export_has_ones_own_as_well(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, maria: User
    ) -> None:
        efforts.note(laptop_request, 75, by=olga)
        address = "/queue/it/export/csv/?view=open&column=effort"
        lines = [b"".join(sign_in(one).get(address).streaming_content).decode() for one in (olga, maria)]  # type: ignore[attr-defined]
        assert [line.splitlines()[1].rpartition(",")[2] for line in lines] == ["75", ""]

    def test_a_department_that_notes_no_time_does_not_offer_it(
        self, as_olga: Client, it: Department, maria: User
    ) -> None:
        named = [one["name"] for one in as_olga.get("/queue/it/?view=open").context["columns"]]
        efforts.switch(it, False, by=maria)
        later = [one["name"] for one in as_olga.get("/queue/it/?view=open").context["columns"]]
        assert ("effort" in named, "effort" in later) == (True, False)


class TestFilters:
    def test_by_the_department_that_asks(self, as_olga: Client, laptop: Service, li_wei: User, anna: User) -> None:
        ours, theirs = make_request(laptop, li_wei), make_request(laptop, anna)
        assert shown(as_olga, "?from=finance") == [theirs.pk]
        assert shown(as_olga, "?from=analytics") == [ours.pk]

    def test_by_state_within_the_view(self, as_olga: Client, laptop: Service, li_wei: User, olga: User) -> None:
        new, held = make_request(laptop, li_wei), make_request(laptop, li_wei)
        transitions.hold(held, "Parts", by=olga)
        assert shown(as_olga, "?state=on_hold") == [held.pk]
        assert shown(as_olga, "?state=closed&sort=old") == [new.pk, held.pk]
        chips = {str(chip["label"]): chip for chip in as_olga.get("/queue/it/?view=waiting").context["filters"]}
        assert [one["label"] for one in chips["State"]["items"]] == ["Waiting for the requester", "On hold"]

    def test_by_waiting_reason_and_by_what_is_overdue(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        reason = WaitingReason.objects.create(code="crane", name={"en": "Crane"}, kind="supplier")
        late, held = make_request(laptop, li_wei), make_request(laptop, li_wei)
        transitions.hold(held, "Parts", by=olga, because=reason)
        ServiceRequest.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(minutes=1))
        assert shown(as_olga, "?waits=crane") == [held.pk]
        assert shown(as_olga, "?due=overdue") == [late.pk]

    def test_by_an_answer(self, as_olga: Client, laptop: Service, li_wei: User) -> None:
        make_form(laptop, MODEL, REMOTE)
        form = FormVersion.objects.get()
        light, large = (
            make_request(laptop, li_wei, answered=validate(form, {"model": model, "remote": remote}, here()))
            for model, remote in (("light", "yes"), ("large", "no"))
        )
        assert shown(as_olga, "?service=laptop&answer=model:light") == [light.pk]
        assert shown(as_olga, "?service=laptop&answer=remote:no") == [large.pk]
        assert shown(as_olga, "?service=laptop&answer=remote:no&answer=model:light") == []
        page = as_olga.get("/queue/it/?service=laptop&answer=remote:no").context
        chip = next(one for one in page["filters"] if str(one["label"]) == "Works from home?")
        assert chip["value"] == "No"

    @pytest.mark.parametrize(
        "query",
        [
            "?state=x&from=../&waits=!&due=y&group=z&layout=w&column=q&answer=none",
            "?service=laptop&answer=model:nothing&answer=gone:light&answer=:&answer=x",
            "?answer=model:light",
        ],
    )
    def test_unknown_words_mean_any(self, as_olga: Client, laptop: Service, li_wei: User, query: str) -> None:
        make_form(laptop, MODEL)
        one = make_request(laptop, li_wei)
        assert shown(as_olga, query) == [one.pk]


class TestBoard:
    def test_every_state_is_a_lane_with_its_number(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        new, started, held = (make_request(laptop, li_wei, name) for name in ("new", "started", "held"))
        transitions.start(started, by=olga)
        transitions.hold(held, "Parts", by=olga)
        page = as_olga.get("/queue/it/?layout=board")
        lanes = {lane.status.value: lane for lane in page.context["lanes"]}
        assert list(lanes) == ["new", "in_progress", "waiting", "on_hold"]
        assert [lane.count for lane in lanes.values()] == ["1", "1", "0", "1"]
        assert [card.ticket.pk for card in lanes["new"].cards] == [new.pk]

    def test_a_card_goes_where_its_verbs_lead(self, as_olga: Client, laptop: Service, li_wei: User, olga: User) -> None:
        new, own = make_request(laptop, li_wei), make_request(laptop, olga)
        held, asked = make_request(laptop, li_wei), make_request(laptop, li_wei)
        transitions.hold(held, "Parts", by=olga)
        transitions.ask_approval(asked, make_user("Boss", make_department("board")), "May they?", by=olga)
        cards = {
            card.ticket.pk: [(move.to.value, move.verb.noun) for move in card.moves]
            for lane in as_olga.get("/queue/it/?layout=board").context["lanes"]
            for card in lane.cards
        }
        assert cards[new.pk] == [
            ("in_progress", "start"), ("waiting", "question"), ("on_hold", "hold"), ("resolved", "resolution"),
        ]  # fmt: skip
        assert ("in_progress", "resumption") in cards[held.pk]
        assert cards[asked.pk] == [("resolved", "resolution")]
        assert cards[own.pk] == []

    def test_a_move_comes_back_to_the_board(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        address = f"/requests/{laptop_request.pk}/start/?in=it%3Flayout%3Dboard"
        response = as_olga.post(address, {"version": laptop_request.version, "back": "queue"})
        assert response.headers["Location"] == "/queue/it/?layout=board"
        laptop_request.refresh_from_db()
        assert laptop_request.status == "in_progress"

    def test_a_place_that_nobody_made_leads_to_the_request(
        self, as_olga: Client, laptop_request: ServiceRequest
    ) -> None:
        address = f"/requests/{laptop_request.pk}/start/?in=%2F%2Fevil.example%3F"
        response = as_olga.post(address, {"version": laptop_request.version, "back": "queue"})
        assert response.headers["Location"] == f"/requests/{laptop_request.pk}/"

"""Requests, their journal and what was written in them: everything that was acknowledged is there, once."""

from __future__ import annotations

from .looking import Invariant, Outcome, Scope, selected

COUNT = """
    SELECT count(*) FROM requests_app_servicerequest r
    WHERE %(all)s OR r.id > %(newest)s OR r.id %% 100 = %(turn)s
"""


def _filed_once(scope: Scope) -> Outcome:
    return selected(
        scope,
        COUNT,
        """
        SELECT r.id, count(e.id) AS times FROM requests_app_servicerequest r
        LEFT JOIN requests_app_requestevent e ON e.request_id = r.id AND e.verb = 'submitted'
        WHERE (%(all)s OR r.id > %(newest)s OR r.id %% 100 = %(turn)s) GROUP BY r.id HAVING count(e.id) <> 1
        """,
        "Request #{id} was filed {times} times by its journal.",
    )


def _as_the_journal_says(scope: Scope) -> Outcome:
    return selected(
        scope,
        COUNT,
        """
        SELECT r.id, r.status, e.new_status, r.department_id, e.department_id AS holder
        FROM requests_app_servicerequest r
        JOIN LATERAL (
            SELECT new_status, department_id FROM requests_app_requestevent
            WHERE request_id = r.id ORDER BY id DESC LIMIT 1
        ) e ON TRUE
        WHERE (%(all)s OR r.id > %(newest)s OR r.id %% 100 = %(turn)s)
            AND (e.new_status <> r.status OR e.department_id <> r.department_id)
        """,
        "Request #{id} is {status} in department {department_id}; its journal ends with {new_status} in {holder}.",
    )


def _unbroken_journal(scope: Scope) -> Outcome:
    return selected(
        scope,
        COUNT,
        """
        SELECT * FROM (
            SELECT e.request_id, e.id, e.old_status,
                   lag(e.new_status) OVER (PARTITION BY e.request_id ORDER BY e.id) AS before
            FROM requests_app_requestevent e
            WHERE (%(all)s OR e.request_id > %(newest)s OR e.request_id %% 100 = %(turn)s)
        ) line WHERE before IS NOT NULL AND before <> old_status
        """,
        "Journal line {id} of request #{request_id} begins with {old_status}, and the one before ends with {before}.",
    )


def _said_once(scope: Scope) -> Outcome:
    return selected(
        scope,
        """
        SELECT count(*) FROM requests_app_message m
        WHERE %(all)s OR m.request_id > %(newest)s OR m.request_id %% 100 = %(turn)s
        """,
        """
        SELECT m.id, m.request_id, count(e.id) AS times FROM requests_app_message m
        LEFT JOIN requests_app_requestevent e
            ON e.message_id = m.id AND e.verb NOT IN ('edited', 'note_edited', 'file_removed', 'note_file_removed')
        WHERE %(all)s OR m.request_id > %(newest)s OR m.request_id %% 100 = %(turn)s
        GROUP BY m.id HAVING count(e.id) <> 1
        """,
        "Message {id} of request #{request_id} stands {times} times in its journal.",
    )


def _waits_as_it_says(scope: Scope) -> Outcome:
    return selected(
        scope,
        COUNT,
        """
        SELECT r.id, r.status, CASE WHEN w.request_id IS NULL THEN 'no' ELSE 'a' END AS known
        FROM requests_app_servicerequest r
        LEFT JOIN requests_app_wait w ON w.request_id = r.id
        WHERE (%(all)s OR r.id > %(newest)s OR r.id %% 100 = %(turn)s) AND r.is_live AND (
            w.request_id IS NOT NULL AND r.status NOT IN ('waiting', 'on_hold')
            OR w.request_id IS NULL AND r.status = 'waiting'
        )
        """,
        "Request #{id} is {status} and has {known} row that says what it waits for.",
    )


def _soonest_promise(scope: Scope) -> Outcome:
    return selected(
        scope,
        COUNT,
        """
        SELECT r.id, r.due_at, c.due AS promised FROM requests_app_servicerequest r
        JOIN LATERAL (
            SELECT min(due_at) AS due FROM sla_clock
            WHERE request_id = r.id AND state = 'running' AND metric NOT IN ('approval', 'ola')
        ) c ON TRUE
        WHERE (%(all)s OR r.id > %(newest)s OR r.id %% 100 = %(turn)s) AND r.due_at IS DISTINCT FROM c.due
        """,
        "Request #{id} is due {due_at}, and the soonest of its clocks {promised}.",
    )


def _search_words(scope: Scope) -> Outcome:
    """By the very functions that the triggers use."""
    return selected(
        scope,
        COUNT,
        """
        SELECT r.id, CASE WHEN w.request_id IS NULL THEN 'no' ELSE 'other' END AS known
        FROM requests_app_servicerequest r
        LEFT JOIN requests_app_requesttext w ON w.request_id = r.id
        CROSS JOIN LATERAL (
            SELECT string_agg(text, ' ' ORDER BY id) FILTER (WHERE kind <> 'note') AS said,
                   string_agg(text, ' ' ORDER BY id) FILTER (WHERE kind = 'note') AS notes
            FROM requests_app_message WHERE request_id = r.id
        ) m
        WHERE (%(all)s OR r.id > %(newest)s OR r.id %% 100 = %(turn)s) AND (
            w.request_id IS NULL
            OR tsvector_to_array(w.public) IS DISTINCT FROM tsvector_to_array(public.search_join(
                public.search_join(
                    setweight(public.search_words(r.title), 'A') || setweight(public.search_words(r.description), 'B'),
                    setweight(public.search_words(public.search_answers(r.answers)), 'B')
                ),
                setweight(public.search_words(m.said), 'C')
            ))
            OR tsvector_to_array(w.everything) IS DISTINCT FROM tsvector_to_array(
                CASE WHEN m.notes IS NOT NULL THEN public.search_join(w.public, public.search_words(m.notes)) END
            )
        )
        """,
        "Request #{id} is found by {known} words than those it says.",
    )


INVARIANTS = (
    Invariant("filed_once", "Every request was filed once, and its journal says so.", _filed_once),
    Invariant(
        "journal_end", "State and department of a request are those its journal ends with.", _as_the_journal_says
    ),
    Invariant("journal_chain", "Each line of a journal begins where the one before ended.", _unbroken_journal),
    Invariant("said_once", "Every message stands in the journal once.", _said_once),
    Invariant("waits", "What waits has a row that says for what, and nothing else has one.", _waits_as_it_says),
    Invariant("due", "A request is due when the soonest of its promises is.", _soonest_promise),
    Invariant("search_words", "A request is found by the words it says, and by no others.", _search_words),
)

"""What a line of a log looks like, and what stands in none.

Lines are for people (`LOG_FORMAT=line`) or one JSON object each, for programs (`json`); both carry the number of the
visit or job they come from. No line has the signed part of a link: the one of a survey would tell, with its moment, who
answered when, and the one that makes the first admin is not meant for whoever reads logs. No line has what stood in
a row of the database or in the search of an address.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.env import env_choice
from requests_app import tracing

# Wherever an address may stand: the request line, a Referer, the text of an error.
SIGNED = "surveys/answer|setup|invitation|password/new|approvals/by-mail|notifications/no-more"
LINK = re.compile(rf"(/(?:{SIGNED})/)[^\s\"'?]+")
HIDDEN = r"\1…"
QUERY = re.compile(r"\?[^\s\"']+")
# PostgreSQL tells the row that did not fit, psycopg2 the statement with its values.
ROW = re.compile(r"\n(DETAIL|LINE \d+): ?.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)


class WithoutLinks(logging.Filter):
    """Lets every record through, with “…” in place of the signed part of a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if LINK.search(said):
            record.msg, record.args = LINK.sub(HIDDEN, said), ()
        return True


class WithoutQueries(logging.Filter):
    """For lines about every visit: what somebody looked for stands behind the question mark."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = QUERY.sub("?…", record.getMessage()), ()
        return True


class Numbered(logging.Filter):
    """Gives each record the number of its visit or job; “-” where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = tracing.current() or "-"
        return True


class ForPeople(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _without_rows(super().format(record))


class ForPrograms(logging.Formatter):
    """One JSON object a line: `at` in UTC, `level`, `logger`, `message`, `request_id`, `process`, `error`."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_rows(record.getMessage()),
            "request_id": getattr(record, "request_id", "-"),
            "process": record.process,
        }
        if record.exc_info:
            told["error"] = _without_rows(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def _without_rows(text: str) -> str:
    return LINK.sub(HIDDEN, ROW.sub(r"\n\1: …", text))


class WebLogger(Logger):
    """The web server's own: errors that it tells, and its access log where somebody switches it on."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        as_json = env_choice("LOG_FORMAT", ("line", "json")) == "json"
        for log in (self.error_log, self.access_log):
            log.addFilter(WithoutLinks())
            log.addFilter(Numbered())
            for handler in log.handlers if as_json else ():
                handler.setFormatter(ForPrograms())
        self.access_log.addFilter(WithoutQueries())

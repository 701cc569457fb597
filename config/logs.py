"""No line of a log names the person behind a link: the links of surveys are left out of every message.

A link is signed and leads to one invitation. Its address in a line with a moment would tell who answered when. The link
that makes the first admin is left out as well: whoever reads logs is not meant to be one.
"""

from __future__ import annotations

import logging
import re

from gunicorn.config import Config
from gunicorn.glogging import Logger

# Wherever an address may stand: the request line, a Referer, the text of an error.
LINK = re.compile(r"(/surveys/answer/|/setup/)[^/\s\"'?]+")
HIDDEN = r"\1…"


class WithoutLinks(logging.Filter):
    """Lets every record through, with “…” in place of the signed part of a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if LINK.search(said):
            record.msg, record.args = LINK.sub(HIDDEN, said), ()
        return True


class WebLogger(Logger):
    """The web server's own: errors that it tells, and its access log where somebody switches it on."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(WithoutLinks())

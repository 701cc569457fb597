"""Sessions in the database, as Django's own; the statement that every page begins with is put together once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from .compiled import compiled
from .models import SignedInBrowser


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _kept(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def cycle_key(self) -> None:
        """As Django does it; what is known of the browser goes along with the session."""
        data, old = self._session, self.session_key  # type: ignore[attr-defined]
        self.create()
        self._session_cache = data
        if old:
            SignedInBrowser.objects.filter(session_key=old).update(session_key=self.session_key)
            self.delete(old)

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        if key := session_key or self.session_key:
            SignedInBrowser.objects.filter(session_key=key).delete()


@compiled
def _kept(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)

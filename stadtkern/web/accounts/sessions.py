# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions: they end after twelve hours in any case, and at once in a browser that did not begin them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from stadtkern.kernel import audit
from stadtkern.kernel.models import Person

from . import required
from .models import Remembered

LONGEST: Final = timedelta(hours=12)
"""A session ends so long after signing in, used or not."""
SEEN_S: Final = 300.0
"""How fresh the moment is at which a session was last seen [s]."""
_BEGAN, _CLIENT = "signed_in_at", "client"
_MOST = 10_000

Answer = Callable[[HttpRequest], HttpResponseBase]

_seen: dict[str, float] = {}


def begin(request: HttpRequest) -> None:
    """Note when somebody signed in, and with which browser."""
    request.session[_BEGAN] = time.time()
    request.session[_CLIENT] = _client(request)


def note_provider(request: HttpRequest, provider: str) -> None:
    """This session came through an identity provider."""
    found = UserSession.objects.filter(session_key=request.session.session_key)
    found.update(data={"provider": provider})


def kept(get_response: Answer) -> Answer:
    """Middleware: ends sessions that are too old or stolen, asks for a second factor that is missing."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        person = request.user
        if not isinstance(person, Person):
            return get_response(request)
        if _over(request):
            return _ended(request, person)
        _note(request)
        if _needs_factor(request, person):
            messages.warning(
                request, _("Ihre Aufgabe braucht einen zweiten Faktor. Bitte richten Sie einen ein.")
            )
            return redirect(reverse("mfa_index"))
        return get_response(request)

    return answer


class SessionAdapter(DefaultUserSessionsAdapter):
    """Ended sessions are in the audit log."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End them; whoever uses one is signed out with the next request."""
        ended = list(sessions)
        super().end_sessions(ended)
        for person in {one.user for one in ended if isinstance(one.user, Person)}:
            audit.record(
                person,
                "person.sign_out",
                f"person {person.username}",
                {"sessions": len(ended)},
                timezone.now(),
            )


def end_all(actor: Person | str, found: QuerySet[UserSession], person: Person, *, at: datetime) -> int:
    """End these sessions of a person; how many. Signed-in browsers are strangers with their next request."""
    keys = list(found.filter(user=person).values_list("session_key", flat=True))
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(session_key__in=keys).delete()
        audit.record(actor, "person.sign_out", f"person {person.username}", {"sessions": len(keys)}, at)
    return len(keys)


def forget(at: datetime) -> int:
    """Remove sessions that have ended and what was remembered for minutes; how many rows."""
    gone = Session.objects.filter(expire_date__lt=at).delete()[0]
    alive = Session.objects.values("session_key")
    gone += UserSession.objects.exclude(session_key__in=alive).delete()[0]
    return gone + Remembered.objects.filter(until__lte=at).delete()[0]


def _over(request: HttpRequest) -> bool:
    began, client = request.session.get(_BEGAN), request.session.get(_CLIENT)
    if isinstance(began, int | float) and time.time() - began > LONGEST.total_seconds():
        return True
    return isinstance(client, str) and not _is_same(request, client)


def _ended(request: HttpRequest, person: Person) -> HttpResponseBase:
    stolen = not _is_same(request, str(request.session.get(_CLIENT, "")))
    if stolen:
        audit.record(
            person,
            "person.session_ended",
            f"person {person.username}",
            {"reason": "other client"},
            timezone.now(),
        )
    key = request.session.session_key
    logout(request)
    UserSession.objects.filter(session_key=key).delete()
    messages.warning(request, _("Ihre Sitzung ist beendet. Bitte melden Sie sich neu an."))
    if request.method == "GET":
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return redirect("account_login")


def _note(request: HttpRequest) -> None:
    """Keep the moment at which a session was last seen, at most every five minutes per process."""
    key = request.session.session_key or ""
    now = time.monotonic()
    if _BEGAN not in request.session or now - _seen.get(key, -SEEN_S) < SEEN_S:
        return
    if len(_seen) >= _MOST:
        _seen.clear()
    _seen[key] = now
    UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())


def _needs_factor(request: HttpRequest, person: Person) -> bool:
    inside = request.path_info.removeprefix("/en")
    free = inside.startswith(("/konto/", settings.STATIC_URL))
    return not free and required.missing(request, person)


def _client(request: HttpRequest) -> str:
    """The browser as a keyed hash: its name is nobody's business later."""
    return _hash(request, str(settings.SECRET_KEY))


def _is_same(request: HttpRequest, client: str) -> bool:
    """Whether it is the browser that signed in; while the secret key changes, by the former one too."""
    if constant_time_compare(client, _client(request)):
        return True
    former = [_hash(request, str(key)) for key in settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(client, one) for one in former):
        return False
    request.session[_CLIENT] = _client(request)
    return True


def _hash(request: HttpRequest, key: str) -> str:
    return salted_hmac("stadtkern.session", request.META.get("HTTP_USER_AGENT", ""), secret=key).hexdigest()

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions: shown, ended, too old, in somebody else's browser; and what is remembered for minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from stadtkern.web.accounts import operators, sessions
from stadtkern.web.accounts.models import Remembered

from .givens import acts, page, person, sign_in, signed_in

pytestmark = pytest.mark.django_db


def test_a_session_gets_a_new_key_when_somebody_signs_in(client: Client) -> None:
    person()
    client.get("/konto/anmelden/")
    session = client.session
    session["before"] = "x"
    session.save()
    known = session.session_key

    sign_in(client)

    assert client.session.session_key != known
    assert not Session.objects.filter(session_key=known).exists()


def test_sessions_are_listed_and_one_is_ended_at_once() -> None:
    person()
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/605"
    here, there = signed_in(agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"), signed_in(agent=phone)
    shown = page(here, "/konto/sitzungen/")
    assert "Safari auf iPhone" in shown
    assert "Firefox auf Linux" in shown
    other = UserSession.objects.get(user_agent=phone)

    here.post(f"/konto/sitzungen/{other.pk}/beenden/")

    assert (here.get("/konto/").status_code, there.get("/konto/").status_code) == (200, 302)
    assert ("erik", "person.sign_out") in acts()


def test_every_other_session_is_ended_at_once() -> None:
    person()
    here, there = signed_in(), signed_in()

    here.post("/konto/sitzungen/")

    assert (here.get("/konto/").status_code, there.get("/konto/").status_code) == (200, 302)


def test_nobody_ends_a_session_of_somebody_else() -> None:
    person()
    person("anna")
    erik, anna = signed_in(), signed_in("anna")
    other = UserSession.objects.get(user__username="anna")

    erik.post(f"/konto/sitzungen/{other.pk}/beenden/")

    assert anna.get("/konto/").status_code == 200


def test_a_stolen_cookie_is_worth_nothing_in_another_browser_and_the_session_ends() -> None:
    person()
    owner = signed_in(agent="Firefox")
    thief = Client(headers={"user-agent": "curl/8"})
    thief.cookies = owner.cookies

    assert thief.get("/konto/sitzungen/")["Location"].startswith("/konto/anmelden/")
    assert owner.get("/konto/").status_code == 302
    assert ("erik", "person.session_ended") in acts()


def test_a_session_ends_after_twelve_hours_however_busy_it_was() -> None:
    person()
    client = signed_in()
    session = client.session
    session["signed_in_at"] -= sessions.LONGEST.total_seconds()
    session.save()

    answer = client.get("/konto/sitzungen/")

    assert answer["Location"] == "/konto/anmelden/?next=/konto/sitzungen/"
    assert not UserSession.objects.exists()


def test_the_cookie_ends_with_the_browser_and_scripts_do_not_read_it(client: Client) -> None:
    person()

    sign_in(client)

    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_administrators_end_all_sessions_of_somebody() -> None:
    boss, erik = person("amira", administrator=True), person()
    client = signed_in()

    assert operators.end_sessions(boss, erik, at=timezone.now()) == 1
    assert client.get("/konto/").status_code == 302


def test_ended_sessions_and_what_was_remembered_are_forgotten() -> None:
    person()
    signed_in()
    cache.set("x", [1.5], timeout=60)
    later = timezone.now() + timedelta(days=1)

    sessions.forget(later)

    assert (Session.objects.count(), UserSession.objects.count(), Remembered.objects.count()) == (0, 0, 0)


def test_what_is_remembered_for_minutes_is_kept_by_hash_and_given_out_once() -> None:
    assert cache.add("code|erik|123456", "y", timeout=30)
    assert not cache.add("code|erik|123456", "z", timeout=30)

    assert cache.get("code|erik|123456") == "y"
    assert "erik" not in Remembered.objects.get().key
    assert cache.touch("code|erik|123456", 60)
    assert cache.delete("code|erik|123456")
    assert cache.get("code|erik|123456", "nichts") == "nichts"
    assert cache.add("abgelaufen", 1, timeout=-1)
    assert cache.add("abgelaufen", 2, timeout=30)

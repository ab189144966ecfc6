# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Logs carry no personal data: what people type in, and who they are, is not found in them."""

from __future__ import annotations

import http.client
import io
import json
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import structlog

from stadtkern.kernel import personal_words
from stadtkern.settings.logs import django_logging

from .city_process import City, running_city


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the formatter of the city writes."""
    formatters = django_logging(debug=False)["formatters"]
    assert isinstance(formatters, dict)
    options = dict(formatters["events"])
    options.pop("()")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**options))
    logger = logging.getLogger("stadtkern.test_logs")
    logger.addHandler(handler)
    logger.propagate = False
    yield stream
    logger.removeHandler(handler)
    logger.propagate = True


def test_fields_that_name_somebody_are_left_out(written: io.StringIO) -> None:
    log = structlog.get_logger("stadtkern.test_logs")

    log.warning("sign_in_failed", username="erika", email="erika@example.org", reason="wrong", failures=3)

    told = json.loads(written.getvalue())
    assert (told["username"], told["email"]) == ("…", "…")
    assert (told["reason"], told["failures"]) == ("wrong", 3)


def test_texts_and_tracebacks_lose_what_is_personal(written: io.StringIO) -> None:
    log = structlog.get_logger("stadtkern.test_logs")
    token = "Zk3" + secrets.token_urlsafe(30)
    try:
        raise ValueError("Key (email)=(erika@example.org) exists, ask 192.0.2.77")
    except ValueError:
        log.exception("failed", url=f"https://erika:geheim@feed.example/konto/{token}/", key="sk_abcdefghijk")

    said = written.getvalue()
    assert not [word for word in ("erika", "geheim", token, "abcdefghijk", "192.0.2.77") if word in said]
    assert "192.0.2.0" in said
    assert "ValueError" in said


@pytest.mark.parametrize(
    "text",
    [
        "2.5 bytes",
        "v1.2.3",
        "muenster/100035541",
        "/api/sta/v1.1/Things(1)",
        "ducklake_max_retry_count",
        "a@b",
    ],
)
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert personal_words.reduced(text) == text


@pytest.mark.slow
def test_a_running_city_writes_nothing_about_the_people_who_use_it(tmp_path: Path) -> None:
    mark = secrets.token_hex(6)
    with running_city(tmp_path) as city:
        for path, form in _requests(mark):
            _send(city, path, form, mark)
        _code, said = city.stop()

    assert mark not in said
    assert "192.0.2" not in said


def _requests(mark: str) -> list[tuple[str, dict[str, str] | None]]:
    mail = f"erika.{mark}@example.org"
    return [
        ("/", None),
        (f"/gibt-es-nicht-{mark}/", None),
        (f"/daten/?q={mark}", None),
        (f"/konto/anmelden/?next=/{mark}", None),
        ("/konto/anmelden/", {"login": f"person-{mark}", "password": f"falsch-{mark}"}),
        ("/konto/anmelden/", {"login": mail, "password": f"falsch-{mark}"}),
        ("/konto/passwort/vergessen/", {"email": mail}),
        ("/rueckmeldung/", {"message": f"Ich bin Erika {mark}", "email": mail, "page": "/"}),
        ("/datenwuensche/neu/", {"subject": f"Daten {mark}", "email": mail}),
        (f"/api/sta/v1.1/Things?$filter=name eq '{mark}'", None),
        (f"/api/sta/v1.1/Things?$filter={mark} nonsense", None),
        (f"/api/ogc/collections/{mark}/items", None),
        (f"/api/3/action/package_show?id={mark}", None),
        (f"/cockpit/erststart/{mark * 4}/", None),
        ("/api/push/v1/observations", {"x": mark}),
    ]


def _send(city: City, path: str, form: dict[str, str] | None, mark: str) -> None:
    link = http.client.HTTPConnection("127.0.0.1", city.port, timeout=30)
    headers = {
        "User-Agent": f"Browser-{mark}",
        "X-Forwarded-For": "192.0.2.77",
        "Authorization": f"Bearer sk_{mark}{mark}",
        "Cookie": f"sessionid={mark}{mark}",
    }
    try:
        if form is None:
            link.request("GET", path.replace(" ", "%20").replace("'", "%27"), headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            link.request("POST", path, body=urlencode(form), headers=headers)
        link.getresponse().read()
    finally:
        link.close()

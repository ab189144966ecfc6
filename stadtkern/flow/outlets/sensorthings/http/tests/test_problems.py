# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A status tells the client what to do: ask otherwise (400, 409), or ask the same again later (503)."""

from __future__ import annotations

import json

import pytest
from django.db import DataError, IntegrityError, OperationalError

from stadtkern.flow.outlets.sensorthings.http.batch_words import BatchFull
from stadtkern.flow.outlets.sensorthings.http.problems import problem
from stadtkern.kernel.errors import LakeUnavailable, LimitExceeded


@pytest.mark.parametrize(
    ("error", "status", "word"),
    [
        (OperationalError("database is locked"), 503, "repeat the request later"),
        (LakeUnavailable("/secret/folder"), 503, "repeat the request later"),
        (
            BatchFull("a batch takes at most 60 seconds; send this request again"),
            503,
            "send this request again",
        ),
        (LimitExceeded("the query took longer than 20 s: narrow it"), 400, "narrow it"),
        (IntegrityError("UNIQUE constraint failed: devices_thing.code"), 409, "send the request again"),
        (DataError("value too long for type character varying(200)"), 400, "smaller"),
    ],
)
def test_an_error_says_what_the_client_can_do(error: Exception, status: int, word: str) -> None:
    answer = problem(error)
    content = json.loads(answer.body)
    assert (answer.status, content["code"]) == (status, status)
    assert word in content["message"]
    assert "secret" not in content["message"]
    assert bool(answer.header("retry-after")) == (status == 503)

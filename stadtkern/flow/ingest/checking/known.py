# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules of datastreams, looked up once and answered from memory until the register has a new revision."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Sequence

import structlog
from django.db import DatabaseError

from stadtkern.flow.devices.models import revision
from stadtkern.flow.devices.quality.rules import rules_of
from stadtkern.flow.devices.quality.words import StreamRule

log = structlog.get_logger(__name__)

ASK_S = 5.0
"""How often the register is asked at most whether something changed [s]."""
_MOST = 500_000
_LOCK = threading.Lock()
_RULES: dict[int, StreamRule | None] = {}
_STATE: dict[str, str | float] = {"revision": "", "asked": 0.0}


def prepare(ids: Collection[int]) -> None:
    """Know the rules of these datastreams; call it where the register may be asked.

    When the register cannot be asked, values are stored unjudged: a check is never a reason to lose one.
    """
    try:
        _renew(time.monotonic())
        asked = [key for key in ids if key not in _RULES]
        if asked:
            _learn(asked)
    except DatabaseError:
        log.exception("checks_not_known", datastreams=len(ids))


def rules(ids: Sequence[int]) -> list[StreamRule | None]:
    """What is in memory for these datastreams, in their order."""
    return [_RULES.get(key) for key in ids]


def forget() -> None:
    """Forget everything, e.g. after rules were changed in this process."""
    with _LOCK:
        _RULES.clear()
        _STATE["asked"] = 0.0


def _renew(now: float) -> None:
    if now - float(_STATE["asked"]) < ASK_S:
        return
    present = revision()
    with _LOCK:
        if present != _STATE["revision"]:
            _RULES.clear()
        _STATE.update(revision=present, asked=now)


def _learn(ids: list[int]) -> None:
    found = rules_of(ids)
    with _LOCK:
        if len(_RULES) + len(ids) > _MOST:
            _RULES.clear()
        for key in ids:
            _RULES[key] = found.get(key)

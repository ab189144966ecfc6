# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Programs with every kind of key, and what each may do with what is internal in the subject „sensors“."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.settings.access.interfaces import Right

SUBJECT = "sensors"
NONE: Final[frozenset[Right]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program of the tests."""

    key: NewKey | None
    """Null: it has none."""
    may: frozenset[Right]
    """With the internal objects of the subject."""
    known: bool = True
    """Whether its key is valid."""

    def permitted(self, right: Right) -> bool:
        """Whether it may do what needs this right."""
        if not self.known:
            return False
        return right == "anybody" or right in self.may


def _key(name: str, domain: str = SUBJECT, **more: object) -> NewKey:
    return replace(
        NewKey(name=name, domain=domain, may_register=True, may_command=True),
        **more,  # type: ignore[arg-type]  # each program gives what the field takes
    )


_MAKES: Final[frozenset[Right]] = frozenset({"make", "describe"})
_WRITES: Final[frozenset[Right]] = _MAKES | {
    "observe",
    "send",
    "register",
    "command",
    "report",
    "features",
    "add",
    "rename",
    "talk",
}

PROGRAMS: Mapping[str, Program] = {
    "nobody": Program(key=None, may=NONE),
    "all rights": Program(key=_key("all"), may=_WRITES | {"see", "listen"}),
    "observer": Program(
        key=_key("observer", may_register=False, may_command=False),
        may=frozenset({"see", "observe", "send", "report", "describe", "talk", "listen"}),
    ),
    "commander": Program(
        key=_key("commander", may_register=False, may_observe=False),
        may=frozenset({"see", "command", "report", "listen"}),
    ),
    "reader": Program(
        key=_key("reader", may_register=False, may_observe=False, may_command=False),
        may=frozenset({"see", "listen"}),
    ),
    "writer that does not read": Program(
        key=_key("blind", sees_internal=False), may=_MAKES | {"send", "add", "rename", "talk"}
    ),
    "of another subject": Program(key=_key("other", "weather"), may=_MAKES),
    "of another source": Program(key=_key("source"), may=frozenset({"see"})),
    "bound to named objects": Program(
        key=_key("bound", may_command=False), may=frozenset({"see", "observe", "send", "features", "add"})
    ),
    "bound to other objects": Program(key=_key("bound elsewhere", may_command=False), may=NONE),
    "monitor": Program(
        key=NewKey(name="monitor", domain="", may_observe=False, may_monitor=True),
        may=frozenset({"monitor"}),
    ),
    "neighbour without subject": Program(
        key=NewKey(name="neighbour", domain="", may_observe=False), may=NONE
    ),
    "expired": Program(
        key=_key("expired", expires_at=datetime(2026, 1, 1, tzinfo=UTC)), may=NONE, known=False
    ),
    "revoked": Program(key=_key("revoked"), may=NONE, known=False),
    "guessed": Program(key=None, may=NONE, known=False),
}
"""By name; ``secrets_of`` makes their keys."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """Objects to which keys are bound."""

    stream: str
    collection: str
    other_stream: str
    other_collection: str
    source: str
    """A declared source of the subject that owns none of the objects; empty: none is tried."""


def secrets_of(named: Named, programs: Mapping[str, Program] = PROGRAMS) -> dict[str, str]:
    """The secret of each program; empty: it sends none."""
    now = datetime.now(UTC)
    found = {"nobody": "", "guessed": "sk_" + "A" * 43}
    for name, program in programs.items():
        if program.key is not None and (named.source or name != "of another source"):
            facts = _bound(name, program.key, named)
            found[name] = keys.create("test", facts, now=now - timedelta(days=400))[1]
    if "revoked" in programs:
        keys.revoke("test", "revoked", now=now)
    return found


def _bound(name: str, facts: NewKey, named: Named) -> NewKey:
    if name == "bound to named objects":
        found = replace(facts, datastreams=(named.stream,))
        if not named.collection:
            return replace(found, may_register=False)
        return replace(found, collections=(named.collection,))
    if name == "bound to other objects":
        return replace(facts, datastreams=(named.other_stream,), collections=(named.other_collection,))
    if name == "of another source":
        return replace(facts, source=named.source)
    return facts

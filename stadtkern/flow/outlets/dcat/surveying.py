# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks the whole public catalogue: every entry, every series, and the catalogue itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.words import Violation

from .addresses import Addresses
from .checking import inspect, inspect_graph
from .graph import catalogue_in, series_in
from .portal import portal
from .vocabulary import bound

CATALOGUE = "catalog"
"""Stands in findings for the catalogue and its series."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found in one entry."""

    key: str
    violation: Violation


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The outcome of a check of everything."""

    entries: int
    findings: tuple[Finding, ...]

    @property
    def violations(self) -> int:
        """How many keep the catalogue from being valid."""
        return sum(1 for one in self.findings if one.violation.severity == "violation")

    @property
    def advice(self) -> int:
        """How many things are recommended and missing."""
        return len(self.findings) - self.violations


def survey() -> Survey:
    """Everything that strangers see, checked."""
    card, offered = portal(), {one.key: one for one in service.services()}
    number, findings = 0, list(_of_the_catalogue())
    for entry in service.all_public():
        number += 1
        found = inspect(entry, portal=card, services=offered)
        findings.extend(Finding(key=entry.key, violation=one) for one in found)
    return Survey(entries=number, findings=tuple(findings))


def _of_the_catalogue() -> Iterator[Finding]:
    card, addresses, graph = portal(), Addresses(root="https://stadt.example"), bound()
    catalogue_in(graph, card, addresses, modified=None)
    for one in service.series():
        series_in(graph, one, card, addresses)
    return (Finding(key=CATALOGUE, violation=found) for found in inspect_graph(graph))

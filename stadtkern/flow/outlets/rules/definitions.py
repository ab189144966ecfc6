# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules in the register as words: those of the city, and those that domains declare."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rules import Action, Rule

from .models import StoredRule

Plain = dict[str, object]


class RuleUnreadable(CityError):
    """Die Regel ist nicht lesbar: Ihre Festlegung passt nicht zu dieser Fassung von Stadtkern."""


def rule_of(stored: StoredRule) -> Rule:
    """What a stored rule says; a declared one follows its declaration until the city adjusts it.

    Raises:
        RuleUnreadable: the definition cannot be read, or the declaration is gone.
    """
    if stored.declared and not stored.adjusted:
        found = declaration(stored.key)
        if found is None:
            raise RuleUnreadable("Das Thema gibt diese Regel nicht mehr vor.")
        return found
    try:
        return msgspec.convert(stored.definition, Rule)
    except msgspec.ValidationError as error:
        raise RuleUnreadable(f"Die Regel ist nicht lesbar: {error}") from error


def declaration(key: str) -> Rule | None:
    """The declared rule with this key ``<domain>/<key>``."""
    return next((rule for domain, rule in declared() if key_of(domain, rule) == key), None)


def declared() -> Iterator[tuple[Domain, Rule]]:
    """All rules that domains declare."""
    for domain in registry.domains():
        for rule in domain.rules:
            yield domain, rule


def key_of(domain: Domain, rule: Rule) -> str:
    """The key of a declared rule in the register."""
    return f"{domain.name}/{rule.key}"


def plain(rule: Rule) -> Plain:
    """As JSON for the register."""
    made = msgspec.json.decode(msgspec.json.encode(rule))
    return made if isinstance(made, dict) else {}


def plain_action(action: Action) -> Plain:
    """As JSON for the register."""
    made = msgspec.json.decode(msgspec.json.encode(action))
    return made if isinstance(made, dict) else {}


def action_of(given: object) -> Action:
    """An action from its JSON.

    Raises:
        RuleUnreadable: it is none.
    """
    try:
        made: Action = msgspec.convert(given, Action)
    except msgspec.ValidationError as error:
        raise RuleUnreadable(f"Die Aktion ist nicht lesbar: {error}") from error
    return made

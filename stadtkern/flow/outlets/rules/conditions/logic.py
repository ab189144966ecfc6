# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Three-valued logic (Kleene): what is unknown decides nothing unless the rest decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stadtkern.kernel.rules import AllOf, AnyOf, Condition, Not

Verdict = bool | None
"""Null: unknown, since there is no value that says something about now."""


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """True when all are, false when one is."""
    found = list(verdicts)
    if False in found:
        return False
    return None if None in found else True


def disjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """True when one is, false when all are."""
    found = list(verdicts)
    if True in found:
        return True
    return None if None in found else False


def negation(verdict: Verdict) -> Verdict:
    """The opposite; unknown stays unknown."""
    return None if verdict is None else not verdict


def at_least(number: int, verdicts: Iterable[Verdict]) -> Verdict:
    """True when so many are, false when so many cannot be."""
    found = list(verdicts)
    sure = found.count(True)
    if sure >= number:
        return True
    return None if sure + found.count(None) >= number else False


def judged(condition: Condition, leaves: Iterator[Verdict]) -> Verdict:
    """The verdict of the tree; ``leaves`` are those of its leaves from left to right, each used once."""
    if isinstance(condition, AllOf):
        return conjunction([judged(part, leaves) for part in condition.parts])
    if isinstance(condition, AnyOf):
        return disjunction([judged(part, leaves) for part in condition.parts])
    if isinstance(condition, Not):
        return negation(judged(condition.part, leaves))
    return next(leaves)

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may plan and steer the things of a subject: administrators, and the department that owns it."""

from __future__ import annotations

from stadtkern.kernel import registry, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor


def may_steer(visitor: Visitor, domain: str) -> bool:
    """Whether the visitor may change profiles, groups and overrides of this subject."""
    if rights.may_administrate(visitor):
        return True
    if not isinstance(visitor, Person) or not visitor.is_active:
        return False
    return visitor.departments.filter(name=registry.domain(domain).department).exists()


def require_steering(visitor: Visitor, domain: str) -> None:
    """Go on only when the visitor may steer this subject.

    Raises:
        NotPermitted: neither administrator nor of the department.
        NotFound: no such subject.
    """
    rights.require(may_steer(visitor, domain), f"steer {domain}")

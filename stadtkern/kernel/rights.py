# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: one function per question, asked with a person, never with a request.

First form: an administrator may do everything, an editor works for the departments named in the account,
everybody else sees what is public.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from .errors import NotPermitted
from .models import Department, Person
from .roles import Action

Visitor = Person | AnonymousUser
"""Somebody in front of the screen, signed in or not."""


def may(visitor: Visitor, action: Action, department: Department | None = None) -> bool:
    """Whether the visitor may do this, for what the department owns or (without one) for the whole city."""
    if may_administrate(visitor):
        return True
    if department is None or action in {Action.OPERATE, Action.ADMINISTRATE, Action.AUDIT}:
        return False
    return department.pk in departments_of(visitor)


def is_staff_member(visitor: Visitor) -> bool:
    """Whether the visitor is signed in with an account that is in use."""
    return isinstance(visitor, Person) and visitor.is_active


def may_administrate(visitor: Visitor) -> bool:
    """Whether the visitor may manage people, jobs, sources and read the audit log."""
    return isinstance(visitor, Person) and visitor.is_active and visitor.is_superuser


def departments_of(visitor: Visitor) -> frozenset[int]:
    """Ids of the departments that the visitor works for; one query, empty for strangers."""
    if not isinstance(visitor, Person) or not visitor.is_active:
        return frozenset()
    return frozenset(visitor.departments.values_list("pk", flat=True))


def may_edit(visitor: Visitor, department: Department) -> bool:
    """Whether the visitor may change what this department owns."""
    return may_administrate(visitor) or department.pk in departments_of(visitor)


def may_see_internal(visitor: Visitor, owner: Department) -> bool:
    """Whether the visitor may see what this department keeps internal."""
    return may_edit(visitor, owner)


def require(permitted: bool, what: str = "") -> None:
    """Go on only when permitted.

    Raises:
        NotPermitted: with ``what`` was asked for.
    """
    if not permitted:
        raise NotPermitted(what)

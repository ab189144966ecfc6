# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may plan and steer the things of a subject: whoever may give tasks to what its department owns."""

from __future__ import annotations

from stadtkern.kernel import rights
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action


def may_steer(visitor: Visitor, domain: str) -> bool:
    """Whether the visitor may change profiles, groups and overrides of this subject."""
    return rights.may_in(visitor, Action.COMMAND, domain)


def require_steering(visitor: Visitor, domain: str) -> None:
    """Go on only when the visitor may steer this subject.

    Raises:
        NotPermitted: neither administrator nor of the department.
        NotFound: no such subject.
    """
    rights.require(may_steer(visitor, domain), f"steer {domain}")

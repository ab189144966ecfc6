# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of plans and setpoints have in common: the subject they are about, and its tabs."""

from __future__ import annotations

from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.models import Person

from .permissions import may_steer, require_steering


def subject(slug: str, person: Person) -> tuple[Domain, dict[str, object]]:
    """The subject at this path and what its pages show around their content.

    Raises:
        NotFound: no such subject.
        NotPermitted: the person may not steer it.
    """
    domain = registry.domain_by_slug(slug)
    require_steering(person, domain.name)
    return domain, around(domain, person)


def around(domain: Domain, person: Person) -> dict[str, object]:
    """The subject, the template of its tabs, and whether the person may change something."""
    return {
        "domain": domain,
        "tabs": [f"{domain.name}/tabs.html", "schedules/tabs.html"],
        "may_steer": may_steer(person, domain.name),
    }

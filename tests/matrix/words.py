# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names and moments of the small city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from stadtkern.kernel import registry
from stadtkern.kernel.models import Department

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


LATER = NOW + timedelta(days=3650)


HIDDEN = "Verborgen"
"""Whatever is internal has this in its name."""


HIDDEN_VALUE = 471_100.0
"""Values of the internal datastream begin here."""


Arguments = Mapping[str, object]


def owner(domain: str) -> Department:
    """The department of a declared subject."""
    return Department.objects.get(name=registry.domain(domain).department)

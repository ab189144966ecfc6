# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verifies the audit log every day; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import audit_proof
from .errors import Contradiction
from .jobs import Periodic, job


def verify(now: datetime) -> str:
    """Follow the chain and keep the outcome.

    Raises:
        Contradiction: an entry was changed or is missing; the job has failed and is shown as such.
    """
    found = audit_proof.check(now)
    if found.broken is not None:
        raise Contradiction(str(audit_proof.REASONS[found.reason]))
    return _("%(n)s Einträge stimmen.") % {"n": found.entries}


@job(gettext_lazy("Protokoll auf Unversehrtheit prüfen"))
def verify_soon() -> str:
    """The same at once, because somebody asks."""
    return verify(datetime.now(UTC))


PERIODIC = Periodic(
    name="audit.verify",
    title=gettext_lazy("Protokoll auf Unversehrtheit prüfen"),
    every_s=24 * 3600,
    function=verify,
)

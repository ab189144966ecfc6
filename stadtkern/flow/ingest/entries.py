# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ingest adds to the cockpit: an entry and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import registry, rights
from stadtkern.kernel.desk import SubjectCount
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from . import rejections

REJECTED = CockpitEntry(
    title=gettext_lazy("Abgewiesen"), url_name="ingest:rejected", right=rights.is_staff_member
)
_MOST_COUNTED = 1000


def notices(person: Person, now: datetime) -> list[Notice]:
    """Open rejected records of the person's sources; at most three queries."""
    number = rejections.visible_to(person).open().order_by()[:_MOST_COUNTED].count()
    if not number:
        return []
    text = ngettext(
        "%(n)s abgewiesener Datensatz wartet auf eine Entscheidung.",
        "%(n)s abgewiesene Datensätze warten auf eine Entscheidung.",
        number,
    ) % {"n": f"{number}+" if number == _MOST_COUNTED else number}
    return [
        Notice(
            kind="warn",
            heading=_("Abgewiesene Datensätze"),
            text=text,
            url_name="ingest:rejected",
            count=number,
        )
    ]


def _counts(person: Person, now: datetime) -> dict[str, int]:
    """Open rejected records by subject."""
    rows = rejections.visible_to(person).open().order_by().values("source").annotate(n=Count("pk"))
    subjects = {source.key: domain.name for domain, source in registry.sources()}
    found: dict[str, int] = {}
    for row in rows:
        subject = subjects.get(row["source"], "")
        found[subject] = found.get(subject, 0) + row["n"]
    return found


COUNT = SubjectCount(
    key="abgewiesen", title=gettext_lazy("abgewiesen"), url_name="ingest:rejected", counts=_counts
)
"""For the table of subjects on the first page of the cockpit."""

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dataset lacks before it may be released, in German."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.errors import NotFound

from . import collected, findings, measured, providing, stored
from .models import Dataset
from .models.datasets import Origin
from .words import Entry, Violation


def missing(dataset: Dataset) -> list[str]:
    """Reasons against a release; none: it may be released."""
    entry = preview(dataset)
    return [
        *own_rules(dataset, entry),
        *(one.sentence for one in violations(entry) if one.severity == "violation"),
    ]


def violations(entry: Entry) -> Sequence[Violation]:
    """What the entry lacks to be valid DCAT-AP.de; empty when nobody checks that."""
    validate = providing.parts().validate
    return validate(entry) if validate else ()


def preview(dataset: Dataset) -> Entry:
    """The entry as it would be published.

    Raises:
        NotFound: the source or collection behind it is gone.
    """
    city = providing.parts().city()
    if dataset.origin == Origin.UPLOADED or dataset.record is not None:
        return _with_ways(stored.entry_of(dataset, city))
    if dataset.origin == Origin.COLLECTION:
        row = FeatureCollection.objects.select_related("department").filter(key=dataset.collection).first()
        automatic = collected.entry_of(row, city) if row else None
    else:
        automatic = next(measured.entries(city, dataset.key), None)
    if automatic is None:
        raise NotFound(f"nothing behind {dataset.key!r}")
    return _with_ways(stored.completed(automatic, dataset))


def _with_ways(entry: Entry) -> Entry:
    more = [one for ways in providing.parts().ways for one in ways(entry)]
    return replace(entry, distributions=(*entry.distributions, *more))


def own_rules(dataset: Dataset, entry: Entry) -> list[str]:
    """What the rules of the city itself ask for and what is not there yet."""
    return list(_unmet(dataset, entry))


def _unmet(dataset: Dataset, entry: Entry) -> Iterator[str]:
    if not dataset.licence and dataset.origin == Origin.UPLOADED:
        yield _("Eine Lizenz fehlt.")
    if dataset.origin == Origin.COLLECTION and entry.licence.code == "other-closed":
        yield _("Eine Lizenz fehlt.")
    if dataset.department is None:
        yield _("Ein Fachbereich fehlt.")
    if not entry.distributions:
        yield _("Es gibt noch keine Datei und keinen Link.")
    open_ones = len(findings.open_findings(dataset))
    if open_ones:
        yield ngettext(
            "%(n)s Fund der Schutzprüfung ist nicht beantwortet.",
            "%(n)s Funde der Schutzprüfung sind nicht beantwortet.",
            open_ones,
        ) % {"n": open_ones}

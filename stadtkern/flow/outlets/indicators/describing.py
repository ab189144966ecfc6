# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said about an indicator to programs: names, definition, unit, owner, formula, sources."""

from __future__ import annotations

from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.flow.outlets.series.words import Line
from stadtkern.kernel.licences import LICENCES

from .current import Current
from .service import Known


def described(known: Known) -> dict[str, object]:
    """As the list of the interface says it."""
    one = known.indicator
    return {
        "key": one.key,
        "title": one.title,
        "title_en": one.title_en,
        "definition": one.definition,
        "definition_en": one.definition_en,
        "unit": one.ucum,
        "interval": one.interval,
        "domain": known.domain.name if known.domain else None,
        "fields_of_action": list(known.domain.fields_of_action) if known.domain else [],
        "department": known.department,
        "licence": licence_url(known),
    }


def explained(known: Known) -> dict[str, object]:
    """Formula and basis, as the public may see them."""
    one = known.indicator
    said: dict[str, object] = {
        "formula": one.formula,
        "better": one.better,
        "basis": one.basis,
        "source": one.source,
        "revision": known.revision,
    }
    try:
        checked = series.check(one.formula)
    except ExpressionRefused as error:
        return said | {"problem": str(error)}
    return said | {"explained": checked.explained, "datastreams": checked.streams}


def facts(line: Line) -> dict[str, object]:
    """Where values come from and how far they can be relied on."""
    given = line.facts
    return {
        "sources": [
            {
                "title": one.title,
                "licence": one.licence,
                "licence_url": one.licence_url,
                "attribution": one.attribution,
            }
            for one in given.sources
        ],
        "datastreams": given.streams,
        "withdrawn": given.withdrawn,
        "newest": None if given.newest is None else given.newest.isoformat(),
        "stale": given.stale,
        "coverage": round(given.counted / given.expected, 4) if given.expected else None,
        "left_out": given.left_out,
        "withheld": given.withheld,
        "method": list(given.method),
    }


def told(there: Current) -> dict[str, object]:
    """The current value as the list says it, and why there is none; the sentences are German."""
    return {
        "state": there.state,
        "value": there.value,
        "start": None if there.start is None else there.start.isoformat(),
        "end": None if there.end is None else there.end.isoformat(),
        "newest": None if there.newest is None else there.newest.isoformat(),
        "coverage": None if there.coverage is None else round(there.coverage, 4),
        "before": there.before,
        "notes": list(there.notes),
    }


def searched(known: Known) -> str:
    """The words by which it is found, in small letters."""
    one = known.indicator
    subject = (known.domain.title, *known.domain.fields_of_action) if known.domain else ()
    return " ".join((one.key, one.title, one.title_en, one.definition, *subject)).casefold()


def licence_url(known: Known) -> str | None:
    """Address of its licence; null: that of its sources."""
    found = LICENCES.get(known.indicator.licence)
    return found.url if found else None

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A series as the chart element reads it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.portal.doubts import doubted
from stadtkern.flow.outlets.protection import width_s
from stadtkern.flow.outlets.readings import Point, Series
from stadtkern.web.templatetags.web import unit


def chart(found: Series) -> dict[str, object]:
    """Columns of start and end [s since 1970], values with null in gaps, and the words to print them."""
    quantity, points = found.channel.quantity, found.points
    domain = found.channel.domain
    rule = found.channel.rule
    return {
        "kind": quantity.summary,
        "decimals": quantity.decimals,
        "unit": unit(quantity),
        "days": width_s(found.interval) >= 86_400,
        "starts": [int(point.start.timestamp()) for point in points],
        "ends": [int(point.end.timestamp()) for point in points],
        "values": [point.value for point in points],
        "partial": [n for n, point in enumerate(points) if _partial(found, point)],
        "withheld": [n for n, point in enumerate(points) if point.withheld],
        "flagged": [[n, doubted(point)] for n, point in enumerate(points) if point.left_out],
        "words": {
            "empty": _("keine Daten"),
            "partial": _("unvollständig"),
            "withheld": _("nicht veröffentlicht, weil ein Wert unter %(below)s sein könnte")
            % {"below": rule.below if rule else 0},
        },
        "thresholds": [
            {"value": threshold.value, "title": threshold.title}
            for threshold in (domain.thresholds if domain else ())
            if threshold.quantity.key == quantity.key
        ],
    }


def _partial(found: Series, point: Point) -> bool:
    """A sum over an interval in which values are missing: told, but not drawn beside whole ones."""
    return found.channel.quantity.summary == "sum" and point.value is not None and not point.complete

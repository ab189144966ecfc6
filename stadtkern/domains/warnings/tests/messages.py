# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of an authority, made as a test needs them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from stadtkern.commons.territory import service as territory
from stadtkern.domains.warnings import official
from stadtkern.domains.warnings.models import OfficialAlert
from stadtkern.flow.outlets.cap import writing
from stadtkern.flow.outlets.cap.words import Alert, Area, Info, Named, Reference

RECORDED = (
    Path(__file__).parent / "payloads" / "Z_CAP_C_EDZW_LATEST_PVW_STATUS_PREMIUMDWD_COMMUNEUNION_MUL.zip"
)
NOW = datetime(2026, 5, 25, 12, 0, tzinfo=UTC)
HERE = "805515000"
"""Warning cell of Münster, which lies in the region that counts while nothing is set."""
ELSEWHERE = "803159016"
RING = ((51.9, 7.5), (51.9, 7.7), (52.0, 7.7), (51.9, 7.5))


def info(
    *,
    cell: str = HERE,
    severity: str = "Severe",
    language: str = "de-DE",
    hours: float = 6,
    text: str = "Es stürmt.",
) -> Info:
    """One part of a message that is valid for some hours from NOW."""
    return Info(
        language=language,
        categories=("Met",),
        event="STURM" if language == "de-DE" else "storm",
        urgency="Immediate",
        severity=severity,
        certainty="Likely",
        expires=NOW + timedelta(hours=hours),
        sender_name="Wetterdienst",
        headline="Amtliche WARNUNG vor STURM" if language == "de-DE" else "Official WARNING of STORM",
        description=text,
        web="https://wetter.example/",
        areas=(
            Area(description="Stadt Münster", geocodes=(Named(name="WARNCELLID", value=cell),)),
            Area(description="polygonal event area", polygons=(RING,)),
        ),
    )


def message(
    identifier: str = "a",
    kind: str = "Alert",
    *,
    of: tuple[str, ...] = (),
    minutes: int = 0,
    status: str = "Actual",
    infos: tuple[Info, ...] | None = None,
) -> bytes:
    """A CAP document, sent so many minutes after an hour before NOW."""
    sent = NOW - timedelta(hours=1)
    alert = Alert(
        identifier=identifier,
        sender="amt@example.org",
        sent=sent + timedelta(minutes=minutes),
        status=status,
        message_type=kind,
        scope="Public",
        references=tuple(Reference(sender="amt@example.org", identifier=one, sent=sent) for one in of),
        infos=(info(),) if infos is None else infos,
    )
    return writing.write(alert)


def current() -> list[str]:
    """Identifiers of what applies at NOW."""
    return sorted(OfficialAlert.objects.current(NOW).values_list("identifier", flat=True))


def take_in(*documents: bytes) -> list[official.Outcome]:
    """Take them in, in this order."""
    here = territory.city()
    return [official.take_in(one, feed=None, here=here, now=NOW) for one in documents]

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of alarms: placeholders, numbers and times as people read them in German, and addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.formats import date_format

from stadtkern.kernel.rules import Rule, Silence, leaves

from .conditions.holding import MEAN
from .conditions.subjects import Cause
from .streams import Stream

PLACEHOLDERS = ("wert", "einheit", "ort", "zeit", "regel")
SIMULATED = "SIMULATION: "
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ADDRESS: list[str] = [""]


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A value that counted, as it is shown and sent."""

    code: str
    name: str
    value: float | None
    unit: str
    text: str
    """Value with its decimal places and unit, in German."""
    time: datetime | None
    public: bool

    def plain(self) -> dict[str, str | float | bool | None]:
        """As JSON."""
        time = self.time.isoformat() if self.time else None
        return {
            "code": self.code, "name": self.name, "value": self.value, "unit": self.unit, "text": self.text,
            "time": time, "public": self.public,
        }  # fmt: skip


def provide(address: str) -> None:
    """Say under which address people reach the city, without a slash at the end."""
    _ADDRESS[:] = [address]


def link(path: str) -> str:
    """The whole address of a page."""
    return f"{_ADDRESS[0]}{path}"


def alarm_link(alarm_id: int) -> str:
    """Address of an alarm in the cockpit."""
    with translation.override("de"):
        return link(reverse("rules:alarm", args=[alarm_id]))


def moment(us: int) -> datetime:
    """Aware UTC time of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=us)


def micros(at: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def spoken(causes: Sequence[Cause], streams: Mapping[tuple[int, int], Stream]) -> list[Spoken]:
    """The values that counted; of a mean its unit is that of its datastreams."""
    return [_spoken(cause, streams) for cause in causes]


def message(rule: Rule, subject_name: str, values: Sequence[Spoken], *, at: datetime, simulated: bool) -> str:
    """The text of the rule with its placeholders filled, or a plain sentence."""
    first = values[0] if values else None
    place = subject_name or (first.name if first else rule.title)
    when = first.time if first and first.time else at
    words = {
        "wert": _number(first) if first else "–",
        "einheit": first.unit if first else "",
        "ort": place,
        "zeit": clock(when),
        "regel": rule.title,
    }
    template = rule.text or _plain_text(rule, first)
    filled = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), template)
    return f"{SIMULATED if simulated else ''}{' '.join(filled.split(' ')).strip()}"


def _plain_text(rule: Rule, first: Spoken | None) -> str:
    if all(isinstance(leaf, Silence) for leaf in leaves(rule.condition)):
        never = first is None or first.time is None
        return "{regel} – {ort}: noch nie ein Wert" if never else "{regel} – {ort}: kein Wert seit {zeit}"
    return "{regel} – {ort}: {wert} {einheit} ({zeit})"


def clock(at: datetime) -> str:
    """Date and time of day in Europe/Berlin."""
    with translation.override("de"):
        return date_format(timezone.localtime(at), r"d.m.Y, H:i \U\h\r")


def _spoken(cause: Cause, streams: Mapping[tuple[int, int], Stream]) -> Spoken:
    stream = streams.get(cause.key)
    reading = cause.reading
    time = moment(reading.time) if reading else None
    value = reading.value if reading else None
    if cause.key == MEAN:
        some = next(iter(streams.values()), None)
        return _said("", "Mittelwert", value, some, time, public=False)
    if stream is None:
        return _said("", "", value, None, time, public=False)
    return _said(
        stream.code, f"{stream.thing_name}: {stream.name}", value, stream, time, public=stream.public
    )


def _said(
    code: str, name: str, value: float | None, stream: Stream | None, time: datetime | None, *, public: bool
) -> Spoken:
    unit = stream.symbol if stream else ""
    with translation.override("de"):
        number = (
            "kein Wert" if value is None else formats.number_format(value, stream.decimals if stream else 2)
        )
    return Spoken(
        code=code,
        name=name,
        value=value,
        unit=unit,
        text=f"{number} {unit}".strip(),
        time=time,
        public=public,
    )


def _number(one: Spoken) -> str:
    return one.text.removesuffix(one.unit).strip() if one.unit else one.text

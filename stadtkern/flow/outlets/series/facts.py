# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where an answer comes from: sources, licence, age, completeness, method and the way to the raw data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from heapq import nsmallest

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.times import micros, moment
from stadtkern.kernel.domain import Source
from stadtkern.kernel.observation import Quality

from .asking import Asking
from .curves import Curve, Evidence
from .streams import Stream, declared_domain
from .words import Facts, SourceFact

_MOST_RAW = 10


def facts(curve: Curve, asking: Asking) -> Facts:
    """What is known about a line."""
    found = of_evidence(curve.evidence, asking)
    return Facts(
        sources=found.sources,
        streams=found.streams,
        withdrawn=found.withdrawn,
        oldest=found.oldest,
        newest=found.newest,
        interval_s=found.interval_s,
        stale=found.stale,
        expected=found.expected,
        counted=found.counted,
        left_out=found.left_out,
        doubts=found.doubts,
        withheld=int(curve.withheld.sum()),
        method=found.method,
        raw=found.raw,
    )


def of_evidence(evidence: Evidence, asking: Asking) -> Facts:
    """The same without steps."""
    streams = evidence.streams
    spacings = [one.interval_s for one in streams if one.interval_s]
    first = nsmallest(_MOST_RAW, streams, key=lambda one: (one.thing_name, one.code, one.component or 0))
    raw = [(_name(one), reverse("portal:datastream", args=[one.code])) for one in first]
    return Facts(
        sources=_sources(streams, asking),
        streams=len(streams),
        withdrawn=evidence.withdrawn,
        oldest=None if evidence.first_us is None else moment(evidence.first_us),
        newest=None if evidence.last_us is None else moment(evidence.last_us),
        interval_s=max(set(spacings), key=spacings.count) if spacings else None,
        stale=_stale(streams, asking),
        expected=evidence.expected,
        counted=evidence.counted,
        left_out=evidence.left_out,
        doubts=Quality(evidence.doubts),
        method=_method(evidence, streams, asking),
        raw=tuple(dict.fromkeys(raw)),
    )


def is_stale(stream: Stream, newest: datetime, asking: Asking) -> bool:
    """Whether a newest value is older than its source allows; what has no limit is never too old."""
    source = asking.source(stream)
    limit_s = source.stale_after_s if source else None
    period_s = stream.interval_s if stream.period and stream.interval_s else 0
    return limit_s is not None and (asking.now - newest).total_seconds() - period_s > limit_s


def _stale(streams: Collection[Stream], asking: Asking) -> bool:
    latest = asking.lake.latest([one.datastream_id for one in streams])
    known = [(one, latest[one.datastream_id]) for one in streams if one.datastream_id in latest]
    return bool(known) and all(is_stale(one, newest.last_time, asking) for one, newest in known)


def _sources(streams: Collection[Stream], asking: Asking) -> tuple[SourceFact, ...]:
    declared = {(stream.domain, stream.source): asking.source(stream) for stream in streams}
    found = {source.key: _source(source) for source in declared.values() if source is not None}
    own = {domain for (domain, _key), source in declared.items() if source is None}
    found |= {f"subject/{domain}": made for domain in own if (made := _own(domain)) is not None}
    return tuple(found[key] for key in sorted(found))


def _own(name: str) -> SourceFact | None:
    """What the city measures itself: the department of the subject answers for it."""
    domain = declared_domain(name)
    if domain is None:
        return None
    return SourceFact(
        key=f"subject/{domain.name}",
        title=domain.title,
        title_en=domain.title_en,
        publisher=domain.department,
        licence="",
        licence_url="",
        attribution="",
        href=reverse("portal:subject", args=[domain.slug]),
    )


@lru_cache(maxsize=500)
def _source(source: Source) -> SourceFact:
    return SourceFact(
        key=source.key,
        title=source.title,
        title_en=source.title_en,
        publisher=source.publisher,
        licence=source.licence.title,
        licence_url=source.licence.url,
        attribution=source.attribution,
        href="" if source.internal else reverse("open_data:dataset", args=[source.key]),
    )


def _method(evidence: Evidence, streams: Collection[Stream], asking: Asking) -> tuple[str, ...]:
    said = list(evidence.method)
    if len(streams) > 1:
        said.append(_("Zusammengefasst aus %(n)s Messreihen.") % {"n": len(streams)})
    if evidence.first_us is not None:
        latest = asking.lake.latest([one.datastream_id for one in streams])
        late = sum(micros(one.first_time) > evidence.first_us for one in latest.values())
        silent = len({one.datastream_id for one in streams}) - len(latest)
        said += [_silent(silent)] if silent else []
        said += [_late(late)] if late else []
    if evidence.left_out:
        said.append(_left_out(evidence.left_out))
    if evidence.unfit:
        said.append(_unfit(evidence.unfit))
    protected = map(declared_domain, sorted({one.domain for one in streams}))
    said += [one.protection.reason for one in protected if one is not None and one.protection is not None]
    said.append(_("Tage, Wochen und Monate nach deutscher Zeit; Lücken bleiben Lücken."))
    return tuple(said)


def _silent(number: int) -> str:
    text = ngettext("%(n)s davon hat noch keine Werte.", "%(n)s davon haben noch keine Werte.", number)
    return text % {"n": number}


def _late(number: int) -> str:
    text = ngettext(
        "%(n)s davon beginnt erst später als der Anfang der Reihe.",
        "%(n)s davon beginnen erst später als der Anfang der Reihe.",
        number,
    )
    return text % {"n": number}


def _left_out(number: int) -> str:
    text = ngettext(
        "%(n)s unplausibler Wert ist nicht enthalten.",
        "%(n)s unplausible Werte sind nicht enthalten.",
        number,
    )
    return text % {"n": number}


def _unfit(number: int) -> str:
    text = ngettext(
        "%(n)s Messreihe mit einer Einheit, die nicht passt, ist nicht enthalten.",
        "%(n)s Messreihen mit einer Einheit, die nicht passt, sind nicht enthalten.",
        number,
    )
    return text % {"n": number}


def _name(stream: Stream) -> str:
    """Place and name; once when both say the same."""
    if stream.name in stream.thing_name:
        return stream.thing_name
    return f"{stream.thing_name}: {stream.name}"

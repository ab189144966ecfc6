# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city's own notices: published, changed, cancelled; each step becomes a CAP message that stays."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from stadtkern.commons.profile.service import profile
from stadtkern.commons.territory import service as territory
from stadtkern.flow.outlets.cap import shapes, writing
from stadtkern.flow.outlets.cap.words import Alert, Area, Info, Named, Reference
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from .models import Mode, Notice, NoticeMessage, Severity, Subject

DEPARTMENT = "Ordnungsamt"
"""Who warns the public; as declared by the subject of warnings."""


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """What a notice says."""

    title: str
    text: str
    instruction: str = ""
    plain_text: str = ""
    title_en: str = ""
    text_en: str = ""
    category: str = Subject.SAFETY.value
    severity: str = Severity.MODERATE.value
    status: str = Mode.ACTUAL.value
    district_names: str = ""
    area: dict[str, object] | None = None
    starts: datetime
    ends: datetime | None = None


def may_warn(visitor: Visitor) -> bool:
    """Whether the visitor may publish notices: who releases for the department that warns."""
    found = rights.reach(visitor, Action.RELEASE)
    if found.everywhere or not found.scopes:
        return found.everywhere
    owner = Department.objects.filter(name=DEPARTMENT).first()
    return owner is not None and found.covers(owner.pk)


def notice(code: str) -> Notice:
    """The notice with this code.

    Raises:
        NotFound: there is none.
    """
    found = Notice.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"no notice {code!r}")
    return found


def publish(actor: Person | str, facts: NoticeFacts, *, rule: str | None = None, now: datetime) -> Notice:
    """Publish a notice; ``actor`` is a name when no person but a rule does it.

    Raises:
        NotPermitted: the person may not.
    """
    _require(actor)
    with transaction.atomic():
        row = Notice.objects.create(
            code=secrets.token_hex(6),
            rule=rule,
            published_by=_name(actor),
            changed_at=now,
            **asdict(facts),
        )
        _tell(row, "Alert", now)
        audit.record(actor, "notice.publish", f"notice {row.code}", _told(facts), now)
    return row


def change(actor: Person | str, row: Notice, facts: NoticeFacts, *, now: datetime) -> bool:
    """Publish other facts in place of those of a notice; whether there was anything to change.

    Raises:
        NotPermitted: the person may not.
        Contradiction: the notice is cancelled, or a test would become real or the other way round.
    """
    _require(actor)
    changed = {name: value for name, value in asdict(facts).items() if getattr(row, name) != value}
    if row.cancelled_at is not None:
        raise Contradiction("Der Hinweis ist aufgehoben; bitte einen neuen veröffentlichen.")
    if "status" in changed:
        raise Contradiction("Aus einem Test wird kein Ernstfall: bitte aufheben und neu veröffentlichen.")
    if not changed:
        return False
    with transaction.atomic():
        for name, value in changed.items():
            setattr(row, name, value)
        row.changed_at = now
        row.save()
        _tell(row, "Update", now)
        audit.record(actor, "notice.change", f"notice {row.code}", {"fields": sorted(changed)}, now)
    return True


def cancel(actor: Person | str, row: Notice, *, now: datetime) -> None:
    """End a notice at once; cancelling twice changes nothing.

    Raises:
        NotPermitted: the person may not.
    """
    _require(actor)
    with transaction.atomic():
        if not Notice.objects.filter(pk=row.pk, cancelled_at=None).update(cancelled_at=now, changed_at=now):
            return
        row.cancelled_at = row.changed_at = now
        _tell(row, "Cancel", now)
        audit.record(actor, "notice.cancel", f"notice {row.code}", {}, now)


def document(facts: NoticeFacts, *, now: datetime) -> bytes:
    """The CAP message that these facts would become; nothing is stored."""
    draft = Notice(code="vorschau", changed_at=now, **asdict(facts))
    return writing.write(_alert(draft, "Alert", (), now))


def _require(actor: Person | str) -> None:
    if isinstance(actor, Person):
        rights.require(may_warn(actor), "publish a notice")


def _name(actor: Person | str) -> str:
    return (actor if isinstance(actor, str) else actor.get_username())[:150]


def _told(facts: NoticeFacts) -> dict[str, str | None]:
    end = facts.ends.isoformat() if facts.ends else None
    return {"title": facts.title, "severity": facts.severity, "status": facts.status, "ends": end}


def _tell(row: Notice, message_type: str, now: datetime) -> None:
    """Keep the message; it speaks of all earlier ones, so that whoever missed one is told as well."""
    earlier = tuple(
        Reference(sender=one.sender, identifier=one.identifier, sent=one.sent) for one in row.messages.all()
    )
    alert = _alert(row, message_type, earlier, now.replace(microsecond=0))
    NoticeMessage.objects.create(
        notice=row,
        identifier=alert.identifier,
        sender=alert.sender,
        message_type=message_type,
        sent=alert.sent,
        document=writing.write(alert).decode(),
    )


def _alert(row: Notice, message_type: str, references: tuple[Reference, ...], now: datetime) -> Alert:
    particulars = profile()
    return Alert(
        identifier=f"stadtkern-{row.code}-{len(references) + 1}",
        sender=particulars.email or "stadtkern",
        sent=now,
        status=row.status,
        message_type=message_type,
        scope="Public",
        references=references,
        infos=tuple(_infos(row, particulars.name or settings.CITY_NAME, now)),
    )


def _infos(row: Notice, city_name: str, now: datetime) -> list[Info]:
    where = Area(
        description=row.district_names or city_name,
        polygons=shapes.rings(territory.geometry(row.area)) if row.area else (),
        geocodes=_geocodes(row),
    )
    plain = (Named(name="plainLanguage", value=row.plain_text),) if row.plain_text else ()

    def info(language: str, title: str, text: str) -> Info:
        german = language == "de-DE"
        return Info(
            language=language,
            categories=(row.category,),
            event=title,
            urgency="Future" if row.starts > now else "Immediate",
            severity=row.severity,
            certainty="Likely" if row.starts > now else "Observed",
            effective=now,
            onset=row.starts,
            expires=row.ends,
            sender_name=city_name,
            headline=title,
            description=text,
            instruction=row.instruction if german else "",
            parameters=plain if german else (),
            areas=(where,),
        )

    found = [info("de-DE", row.title, row.text)]
    if row.title_en and row.text_en:
        found.append(info("en-GB", row.title_en, row.text_en))
    return found


def _geocodes(row: Notice) -> tuple[Named, ...]:
    """The municipality key, when the notice is for the whole city and the key is known."""
    if row.area or row.district_names:
        return ()
    return tuple(Named(name="AGS", value=key) for key in territory.city().keys if len(key) in {5, 8})

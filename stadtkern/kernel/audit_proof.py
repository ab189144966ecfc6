# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proves that the audit log is whole: follows its chain, keeps the outcome, and cuts off what is too old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import audit, audit_chain, audit_triggers
from .audit import Head
from .audit_chain import Link
from .models import AuditCheck, AuditEntry, AuditHead, AuditName, AuditTrim

log = structlog.get_logger(__name__)

REASONS: Final[dict[str, str | Promise]] = {
    "changed": _("Der Eintrag passt nicht zu seiner Prüfsumme: Er oder sein Vorgänger wurde verändert."),
    "missing": _("Der Eintrag fehlt."),
    "cut": _("Am Ende fehlen Einträge: Das Protokoll war schon einmal länger."),
    "head": _("Das festgehaltene Ende der Kette passt nicht zum letzten Eintrag."),
    "name": _("Zu einem Kürzel im Protokoll steht ein anderer Name, als das Kürzel sagt."),
    "trim": _("Der Anfang wurde entfernt, ohne dass das Protokoll es bezeugt."),
    "anchor": _("Der Eintrag trägt eine andere Prüfsumme als bei einer früheren Prüfung."),
    "trigger": _("Der Schutz der Datenbank vor Ändern und Löschen fehlt."),
}
"""What can be wrong with the log."""
_BLOCK = 2_000


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What following the chain has shown."""

    entries: int
    """Entries that fit."""
    head: Head
    """The last entry that fits."""
    broken: int | None = None
    """Number of the first entry that does not fit; 0: it lies not in one entry. None: all is well."""
    reason: str = ""
    """Key of ``REASONS``."""

    @property
    def sentence(self) -> str:
        """Why, for people."""
        return str(REASONS.get(self.reason, ""))


def verify(anchors: dict[int, str] | None = None) -> Verdict:
    """Follow the chain from its beginning; stops at the first entry that does not fit.

    ``anchors`` are digests by number that were written down elsewhere; those of earlier sound checks are
    compared in any case. Reads each entry once, 10,000 and more in a second.
    """
    audit.seal()
    wanted = dict(AuditCheck.objects.filter(broken=None).values_list("number", "digest"))
    wanted.update(anchors or {})
    start = _start()
    wanted = {number: digest for number, digest in wanted.items() if number > start.number}
    head, count = start, 0
    with transaction.atomic():
        end = AuditHead.objects.filter(pk=1).first()
        for link, stored in _links(start):
            if link.number != head.number + 1:
                return Verdict(entries=count, head=head, broken=head.number + 1, reason="missing")
            if audit_chain.digest(link) != stored:
                return Verdict(entries=count, head=head, broken=link.number, reason="changed")
            if wanted.pop(link.number, stored) != stored:
                return Verdict(entries=count, head=head, broken=link.number, reason="anchor")
            head, count = Head(number=link.number, digest=stored), count + 1
    reason = _around(head, end, wanted)
    broken = (head.number + 1 if reason == "cut" else 0) if reason else None
    return Verdict(entries=count, head=head, broken=broken, reason=reason)


def check(now: datetime) -> AuditCheck:
    """Verify, keep the outcome, and say it in the log of the process, where it is an anchor outside."""
    verdict = verify()
    told = {"number": verdict.head.number, "digest": verdict.head.digest}
    if verdict.broken is None:
        log.info("audit_verified", **told)
    else:
        log.error("audit_broken", broken=verdict.broken, reason=verdict.reason, **told)
    return AuditCheck.objects.create(
        at=now, entries=verdict.entries, broken=verdict.broken, reason=verdict.reason, **told
    )


def newest_check() -> AuditCheck | None:
    """The outcome of the newest verification."""
    return AuditCheck.objects.order_by("-at", "-pk").first()


def trim(now: datetime, keep: timedelta, rule: str) -> int:
    """Remove entries older than ``keep`` from the beginning of the chain; how many.

    ``rule`` says why. A proof of it is the next entry; nothing is removed from a chain that does not verify.
    """
    audit.seal()
    young = AuditEntry.objects.filter(number__isnull=False, at__gte=now - keep).order_by("number").first()
    upto = (audit.head().number if young is None else young.number or 0) - (0 if young is None else 1)
    last = AuditEntry.objects.filter(number=upto).first()
    if last is None or verify().broken is not None:
        return 0
    with transaction.atomic():
        going = AuditEntry.objects.filter(number__lte=upto)
        count = going.count()
        AuditTrim.objects.create(upto=upto, digest=last.digest, removed=count, at=now)
        QuerySet.delete(going)
        AuditName.objects.filter(person=None, entries=None, told=None).delete()
        proof: dict[str, audit.Fact] = {
            "upto": upto,
            "digest": last.digest,
            "removed": count,
            "days": keep.days,
            "rule": rule,
        }
        audit.record(audit.SYSTEM, "audit.trim", "audit log", proof, now)
    return count


def _start() -> Head:
    """Where the chain begins now."""
    last = AuditTrim.objects.order_by("-upto").first()
    return Head(number=last.upto, digest=last.digest) if last else Head(number=0, digest=audit_chain.START)


def _links(start: Head) -> Iterator[tuple[Link, str]]:
    """Every entry in the order of the chain, with the digest that it carries."""
    facts = ("number", "at", "by__code", "action", "subject", "change", "digest")
    rows = AuditEntry.objects.filter(number__gt=start.number).order_by("number").values_list(*facts)
    previous = start.digest
    for number, at, by, action, subject, change, digest in rows.iterator(chunk_size=_BLOCK):
        link = Link(
            number=number or 0, previous=previous, at=at, by=by, action=action, subject=subject, change=change
        )
        yield link, digest
        previous = digest


def _around(head: Head, end: AuditHead | None, unseen: dict[int, str]) -> str:
    """What is wrong although each entry fits; empty: nothing."""
    noted = end or AuditHead(number=0, digest=audit_chain.START)
    if unseen or noted.number > head.number:
        return "cut"
    if (noted.number, noted.digest) != (head.number, head.digest):
        return "head"
    if _wrong_names():
        return "name"
    if not _trim_is_told():
        return "trim"
    return "trigger" if audit_triggers.missing() else ""


def _wrong_names() -> bool:
    known = AuditName.objects.filter(name__isnull=False).values_list("code", "name", "salt")
    return any(audit_chain.code_of(name or "", salt) != code for code, name, salt in known.iterator())


def _trim_is_told() -> bool:
    """Whether the newest cut has its proof behind it, and nothing of what it took is left."""
    last = AuditTrim.objects.order_by("-upto").first()
    if last is None:
        return True
    told = AuditEntry.objects.filter(
        action="audit.trim", number__gt=last.upto, change__upto=last.upto, change__digest=last.digest
    )
    return told.exists() and not AuditEntry.objects.filter(number__lte=last.upto).exists()

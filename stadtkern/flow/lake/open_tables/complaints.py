# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Says in German what is wrong with a query and where."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stadtkern.kernel.errors import CityError

from .protocol import Reply
from .words import Limits, QueryRefused, QueryTooDear


def complaint(reply: Reply, sql: str, limits: Limits) -> CityError:
    """The error that a reply without rows means."""
    if reply.code == "time":
        return QueryTooDear(
            _(
                "Die Abfrage dauert länger als %(seconds)d Sekunden. Bitte mit „where“ eingrenzen oder"
                " weniger Tabellen verbinden."
            )
            % {"seconds": limits.seconds}
        )
    if reply.code == "memory":
        return QueryTooDear(
            _(
                "Die Abfrage braucht mehr als %(memory)d MiB Speicher. Bitte mit „where“ eingrenzen, weniger"
                " Spalten wählen oder zusammenfassen."
            )
            % {"memory": limits.memory_mb}
        )
    line, column = _place(sql, reply.position)
    sentence = _sentence(reply)
    if line is not None:
        where = _("Zeile %(line)d, Zeichen %(column)d") % {"line": line, "column": column}
        sentence = f"{where}: {sentence}"
    return QueryRefused(sentence, line=line, column=column)


def too_long(limits: Limits) -> QueryRefused:
    """The text of the query has too many characters."""
    return QueryRefused(
        _("Die Abfrage ist zu lang: höchstens %(most)d Zeichen sind möglich.") % {"most": limits.text}
    )


def _place(sql: str, position: int | None) -> tuple[int | None, int | None]:
    """Line and character, from 1, of a byte of the text."""
    if position is None:
        return None, None
    before = sql.encode()[:position].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _sentence(reply: Reply) -> str:
    plain = {
        "several": _("Bitte genau eine Abfrage stellen; gefunden wurde keine oder mehr als eine."),
        "not_select": _("Hier kann nur gelesen werden: Die Abfrage muss mit „select“ oder „with“ beginnen."),
        "source": _("Das ist hier nicht möglich. Bitte aus den freigegebenen Tabellen lesen."),
        "permission": _("Das ist nicht erlaubt: Abfragen lesen nur freigegebene Datensätze."),
        "syntax": _("Die Abfrage ist hier unvollständig oder nicht lesbar."),
    }
    if reply.code == "syntax" and reply.name:
        return _("Die Abfrage ist bei „%(near)s“ nicht lesbar.") % {"near": reply.name}
    if reply.code in plain:
        return plain[reply.code]
    return _naming(reply) or _("Die Abfrage kann nicht ausgeführt werden (%(reason)s).") % {
        "reason": reply.message or "?"
    }


def _naming(reply: Reply) -> str:
    """Sentences about something that has a name; empty: none fits."""
    sentences = {
        "table": _("Die Tabelle „%(name)s“ gibt es nicht, oder sie ist nicht freigegeben."),
        "schema": _("Bitte nur den Namen der Tabelle nennen, ohne Datenbank und Schema: „%(name)s“."),
        "function": _("Die Funktion „%(name)s“ gibt es hier nicht."),
        "column": _("Die Spalte „%(name)s“ gibt es nicht."),
    }
    template = sentences.get(reply.code or "")
    if template is None:
        return ""
    sentence = template % {"name": reply.name}
    if reply.candidates and reply.code != "table":
        sentence += " " + _("Gemeint sein könnte: %(candidates)s.") % {
            "candidates": ", ".join(reply.candidates.split(",")[:5])
        }
    return sentence

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which operator names are shown: those of organisations, not those of single people.

The register publishes names under CC BY 4.0 and writes "Privatperson" for some people itself. A city has no
reason to spread the names of the others (Art. 5 Abs. 1 lit. c DSGVO: data minimisation), so names that look
like a person or say "sole trader" are replaced. In doubt an organisation loses its name, not a person.
"""

from __future__ import annotations

import re

PRIVATE = "Privatperson oder Einzelunternehmen"

_SOLE = re.compile(
    r"einzel(unternehm|firma|kauf|gewerbe)|privatperson|\binh\.|\binhaber|^familie\b", re.IGNORECASE
)
_TITLE = re.compile(r"^(herr|frau|dr\.|prof\.|freiherr|freifrau|graf|gräfin)\s", re.IGNORECASE)
_PERSON_WORD = re.compile(r"[A-ZÄÖÜ][a-zäöüßéè]+(-[A-ZÄÖÜ][a-zäöüßéè]+)?|von|van|der|de|zu|Dr\.")
_ORGANISATION = re.compile(
    r"akademie|amt\b|apotheke|arena|auto|automobil|bad\b|bahn|bank|bau|betrieb|büro|camp|center|consult|dialyse"
    r"|diakonie|e-?mobil|edeka|elektr|energ|engineering|erdgas|finanz|flughafen|forst|foto|gaststätte|gasthaus|gasthof"
    r"|gemeinde|genossenschaft|gesellschaft|gewerbe|group|gruppe|gut\b|handel|haus|heim|hof\b|holding|hotel|immobilien"
    r"|industrie|institut|kauf|kasse|kirche|klinik|kommunal|kongress|kreis|küche|land|lichtblick|logistik|lotterie"
    r"|markt|messe|mobil|mode|motor|museum|naturstein|netz|park|pension|photovoltaik|praxis|quartier|regio|restaurant"
    r"|rewe|schloss|schule|service|shop|solar|solution|sonne|spedition|sport|stadt|stahl|stiftung|strom|studio|system"
    r"|tankstelle|technik|theater|therme|tourist|universi|verband|verein|versorg|verwaltung|watt|werk|wind|wohn|zentrum",
    re.IGNORECASE,
)  # fmt: skip
_LEGAL_FORM = re.compile(
    r"\b(g?GmbH|mbH|AG|Aktiengesellschaft|KG|KGaA|OHG|GbR|SE|eG|e\.\s?G\.|e\.\s?V\.|eV|UG|AöR|KdöR|Ltd|Inc|B\.\s?V\.|A/S)\b"
    r"|\be\.\s?K\b|\be\.\s?V|& Co",
    re.IGNORECASE,
)  # fmt: skip


def shown_operator(name: str) -> str:
    """The name to show: of an organisation as registered, else :data:`PRIVATE`."""
    plain = " ".join(name.split())
    if _LEGAL_FORM.search(plain):
        return plain
    if not plain or _SOLE.search(plain) or _TITLE.match(plain):
        return PRIVATE
    words = plain.replace(",", " ").split()
    person = 2 <= len(words) <= 6 and all(_PERSON_WORD.fullmatch(word) for word in words)
    return PRIVATE if person and not _ORGANISATION.search(plain) else plain

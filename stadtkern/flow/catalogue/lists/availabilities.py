# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""EU planned availabilities of distributions (dcatap:availability).

Source: Publications Office of the EU, authority table "planned-availability",
http://publications.europa.eu/resource/authority/planned-availability.
"""

from .terms import CodeList

AVAILABILITIES = CodeList(
    "http://publications.europa.eu/resource/authority/planned-availability/",
    (
        ("STABLE", "dauerhaft", "stable"),
        ("AVAILABLE", "auf mittlere Sicht", "available"),
        ("EXPERIMENTAL", "versuchsweise", "experimental"),
        ("TEMPORARY", "vorübergehend", "temporary"),
    ),
)

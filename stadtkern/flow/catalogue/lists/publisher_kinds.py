# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Types of publishers (dct:type of foaf:Agent).

Source: ADMS, http://purl.org/adms/publishertype/1.0.
"""

from .terms import CodeList

PUBLISHER_KINDS = CodeList(
    "http://purl.org/adms/publishertype/",
    (
        ("LocalAuthority", "Kommune", "local authority"),
        ("RegionalAuthority", "Behörde eines Landes", "regional authority"),
        ("NationalAuthority", "Behörde des Bundes", "national authority"),
        ("SupraNationalAuthority", "überstaatliche Behörde", "supranational authority"),
        ("Company", "Unternehmen", "company"),
        ("Academia-ScientificOrganisation", "Hochschule oder Forschung", "academia or research"),
        ("NonProfitOrganisation", "gemeinnützige Organisation", "non-profit organisation"),
        ("NonGovernmentalOrganisation", "Nichtregierungsorganisation", "non-governmental organisation"),
        ("IndustryConsortium", "Industrieverband", "industry consortium"),
        ("StandardisationBody", "Normungsorganisation", "standardisation body"),
    ),
)

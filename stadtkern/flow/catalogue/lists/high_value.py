# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Categories of high-value datasets (dcatap:hvdCategory).

Source: Implementing Regulation (EU) 2023/138, annex; IRIs: Publications Office of the EU,
authority table "high-value-dataset-category", http://publications.europa.eu/resource/dataset/high-value-dataset-category.
"""

from .terms import CodeList

LEGISLATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""ELI of the regulation: dcatap:applicableLegislation of each dataset in one of its categories."""

HIGH_VALUE = CodeList(
    "http://data.europa.eu/bna/",
    (
        ("geospatial", "Georaum", "Geospatial"),
        ("earth-observation", "Erdbeobachtung und Umwelt", "Earth observation and environment"),
        ("meteorological", "Meteorologie", "Meteorological"),
        ("statistics", "Statistik", "Statistics"),
        ("companies", "Unternehmen und Eigentümerschaft von Unternehmen", "Companies and company ownership"),
        ("mobility", "Mobilität", "Mobility"),
    ),
    endings={
        "geospatial": "c_ac64a52d",
        "earth-observation": "c_dd313021",
        "meteorological": "c_164e0bf5",
        "statistics": "c_e1da4e07",
        "companies": "c_a9135398",
        "mobility": "c_b79e35eb",
    },
)
"""By the names that declarations use."""

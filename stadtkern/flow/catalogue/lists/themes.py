# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""EU data themes (dcat:theme).

Source: Publications Office of the EU, authority table "data-theme",
http://publications.europa.eu/resource/authority/data-theme; DCAT-AP.de 3.0, controlled vocabularies.
"""

from .terms import CodeList

THEMES = CodeList(
    "http://publications.europa.eu/resource/authority/data-theme/",
    (
        (
            "AGRI",
            "Landwirtschaft, Fischerei, Forstwirtschaft und Nahrungsmittel",
            "Agriculture, fisheries, forestry and food",
        ),
        ("ECON", "Wirtschaft und Finanzen", "Economy and finance"),
        ("EDUC", "Bildung, Kultur und Sport", "Education, culture and sport"),
        ("ENER", "Energie", "Energy"),
        ("ENVI", "Umwelt", "Environment"),
        ("GOVE", "Regierung und öffentlicher Sektor", "Government and public sector"),
        ("HEAL", "Gesundheit", "Health"),
        ("INTR", "Internationale Themen", "International issues"),
        (
            "JUST",
            "Justiz, Rechtssystem und öffentliche Sicherheit",
            "Justice, legal system and public safety",
        ),
        ("REGI", "Regionen und Städte", "Regions and cities"),
        ("SOCI", "Bevölkerung und Gesellschaft", "Population and society"),
        ("TECH", "Wissenschaft und Technologie", "Science and technology"),
        ("TRAN", "Verkehr", "Transport"),
    ),
)

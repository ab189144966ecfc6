# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""EU frequencies of updates (dct:accrualPeriodicity), from often to seldom.

Source: Publications Office of the EU, authority table "frequency",
http://publications.europa.eu/resource/authority/frequency; without OP_DATPRO (provisional data).
"""

from .terms import CodeList

FREQUENCIES = CodeList(
    "http://publications.europa.eu/resource/authority/frequency/",
    (
        ("UPDATE_CONT", "fortlaufend geändert", "continuously updated"),
        ("CONT", "fortlaufend", "continuous"),
        ("1MIN", "jede Minute", "every minute"),
        ("5MIN", "alle fünf Minuten", "every five minutes"),
        ("10MIN", "alle zehn Minuten", "every ten minutes"),
        ("15MIN", "alle fünfzehn Minuten", "every fifteen minutes"),
        ("30MIN", "alle dreißig Minuten", "every thirty minutes"),
        ("HOURLY", "stündlich", "hourly"),
        ("BIHOURLY", "alle zwei Stunden", "every two hours"),
        ("TRIHOURLY", "alle drei Stunden", "every three hours"),
        ("12HRS", "alle zwölf Stunden", "every twelve hours"),
        ("DAILY_2", "zweimal am Tag", "twice a day"),
        ("DAILY", "täglich", "daily"),
        ("WEEKLY_3", "dreimal in der Woche", "three times a week"),
        ("WEEKLY_2", "zweimal in der Woche", "twice a week"),
        ("WEEKLY", "wöchentlich", "weekly"),
        ("MONTHLY_3", "dreimal im Monat", "three times a month"),
        ("BIWEEKLY", "alle zwei Wochen", "every two weeks"),
        ("MONTHLY_2", "zweimal im Monat", "twice a month"),
        ("MONTHLY", "monatlich", "monthly"),
        ("BIMONTHLY", "alle zwei Monate", "every two months"),
        ("QUARTERLY", "vierteljährlich", "quarterly"),
        ("ANNUAL_3", "dreimal im Jahr", "three times a year"),
        ("ANNUAL_2", "halbjährlich", "twice a year"),
        ("ANNUAL", "jährlich", "annual"),
        ("BIENNIAL", "alle zwei Jahre", "every two years"),
        ("TRIENNIAL", "alle drei Jahre", "every three years"),
        ("QUADRENNIAL", "alle vier Jahre", "every four years"),
        ("QUINQUENNIAL", "alle fünf Jahre", "every five years"),
        ("DECENNIAL", "alle zehn Jahre", "every ten years"),
        ("BIDECENNIAL", "alle zwanzig Jahre", "every twenty years"),
        ("TRIDECENNIAL", "alle dreißig Jahre", "every thirty years"),
        ("AS_NEEDED", "bei Bedarf", "as needed"),
        ("IRREG", "unregelmäßig", "irregular"),
        ("NEVER", "nie", "never"),
        ("NOT_PLANNED", "nicht geplant", "not planned"),
        ("OTHER", "anders", "other"),
        ("UNKNOWN", "unbekannt", "unknown"),
    ),
)

_STEPS_S: tuple[tuple[int, str], ...] = (
    (60, "1MIN"),
    (300, "5MIN"),
    (600, "10MIN"),
    (900, "15MIN"),
    (1800, "30MIN"),
    (3600, "HOURLY"),
    (7200, "BIHOURLY"),
    (10_800, "TRIHOURLY"),
    (43_200, "12HRS"),
    (86_400, "DAILY"),
    (7 * 86_400, "WEEKLY"),
    (31 * 86_400, "MONTHLY"),
    (92 * 86_400, "QUARTERLY"),
    (366 * 86_400, "ANNUAL"),
)


def frequency_of(interval_s: int | None) -> str:
    """The code that promises no more than an interval [s] keeps; irregular when there is none."""
    if interval_s is None:
        return "IRREG"
    return next((code for most, code in _STEPS_S if interval_s <= most), "IRREG")

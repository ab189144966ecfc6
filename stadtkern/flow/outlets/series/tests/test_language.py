# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is written is read, what is read is written, and what is wrong is said with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.outlets.series.parsing import MOST_LETTERS, parsed
from stadtkern.flow.outlets.series.printing import printed
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.flow.outlets.series.tree import MOST_DEPTH, Expression, Negative, nodes

from .expressions import expressions


@given(expressions())
def test_what_is_printed_is_read_as_the_same(expression: Expression) -> None:
    assert parsed(printed(expression)) == expression


@given(st.text(max_size=60) | st.text('sumean(). ,"[]=0123456789+-*/<>ab', max_size=60))
def test_any_text_is_an_expression_or_refused_with_a_sentence(text: str) -> None:
    try:
        found = parsed(text)
    except ExpressionRefused as refusal:
        assert len(str(refusal)) > 10
    else:
        assert parsed(printed(found)) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "leer"),
        ("sum(cycling.bicycle_count", "nicht zu Ende"),
        ("summe(cycling.bicycle_count)", "Gemeint ist vielleicht: sum"),
        ("sum(cycling.bicycle_count) sum(a.b)", "Zeile 1, Spalte 28"),
        ("1,5 * sum(a.b)", "Kommazahlen haben einen Punkt"),
        ("sum(a.b) × 2", "Mal ist *"),
        ("stream(„a“)", "geraden Anführungszeichen"),
        ("moving_mean(sum(a.b), 7 Tage)", "keine Zeitspanne"),
        ("moving_mean(sum(a.b))", "moving_mean(sum(cycling.bicycle_count), 7 d)"),
        ("shift(sum(a.b), 900 w)", "höchstens zehn Jahre"),
        ("deviation(sum(a.b), 23..24)", "kein Jahr"),
        ("deviation(sum(a.b), 2024..2020)", "der Reihe nach"),
        ('sum(a.b[stadtteil="x"])', "Bedingungen sind"),
        ("sum(a.b[property=\"x\"])", "Bedingungen sind"),
        ("sum(1)", "Richtig ist zum Beispiel: sum("),
        ("degree_days(mean(a.b), foo 3)", "degree_days(mean("),
        ("a.b", "gehört hier nicht hin"),
        ("1 +\n  +* 2", "Zeile 2, Spalte 4"),
        ("1e999", "zu groß"),
        ("x" * (MOST_LETTERS + 1), "mehr als 4000 Zeichen"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place_and_a_way_out(text: str, says: str) -> None:
    with pytest.raises(ExpressionRefused) as refusal:
        parsed(text)
    assert says in str(refusal.value)


def test_deep_nesting_is_refused_and_costs_no_stack() -> None:
    deep = "(1 + " * 600 + "1" + ")" * 600
    for text in (deep, "-" * 3000 + "sum(a.b)", "1 * " + " + ".join(["2"] * 400)):
        with pytest.raises(ExpressionRefused, match="verschachtelt"):
            parsed(text)
    fitting = "-(" * (MOST_DEPTH - 1) + "sum(a.b)" + ")" * (MOST_DEPTH - 1)
    assert sum(isinstance(one, Negative) for one in nodes(parsed(fitting))) == MOST_DEPTH - 1

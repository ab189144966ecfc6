# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who looks for data finds it, however the word is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.catalogue.words import Agent, Distribution, Entry
from stadtkern.flow.outlets.open_data.search import cards
from stadtkern.flow.outlets.open_data.search.folding import folded, parts, stems
from stadtkern.flow.outlets.open_data.search.index import SearchIndex
from stadtkern.flow.outlets.open_data.search.words import Searched
from stadtkern.kernel.licences import CC_BY_4, CC_ZERO

NOW = datetime(2026, 8, 22, tzinfo=UTC)


def entry(
    key: str, title: str, *, keywords: tuple[str, ...] = (), theme: str = "ENVI", days_old: int = 0
) -> Entry:
    return Entry(
        key=key,
        title=title,
        description="<p>Ein <b>Verzeichnis</b> der Stadt.</p>",
        origin="uploaded",
        publisher=Agent(name="Stadt Musterhausen"),
        licence=CC_ZERO if theme == "ENVI" else CC_BY_4,
        keywords=keywords,
        themes=(theme,),
        modified=NOW - timedelta(days=days_old),
        distributions=(Distribution(key="csv", title="CSV", access_url="/x", format="CSV"),),
    )


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    given = (
        (entry("trees", "Straßenbäume", days_old=1), ("Ruhrort", "Meiderich")),
        (entry("bikes", "Dauerzählstellen Radverkehr", theme="TRAN", days_old=2), ("Neutor",)),
        (entry("kitas", "Kindertagesstätten", theme="EDUC", days_old=3), ()),
        (entry("waste", "Abfuhrkalender", keywords=("Abfall",), days_old=4), ()),
        (entry("play", "Spielplätze und Bolzplätze", theme="SOCI", days_old=5), ()),
        (entry("park", "Parkhäuser", theme="TRAN", days_old=6), ()),
    )
    return SearchIndex((cards.card(one), cards.text(one, places)) for one, places in given)


def found(index: SearchIndex, text: str, *, typing: bool = False) -> list[str]:
    return [card.key for card in index.search(Searched(text=text, typing=typing)).cards]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("straßenbäume", "trees"),
        ("Strassenbaeume", "trees"),
        ("strassenbaum", "trees"),
        ("Baum", "trees"),
        ("Bäumen", "trees"),
        ("Gehölz", "trees"),
        ("Fahrrad", "bikes"),
        ("Velo", "bikes"),
        ("Kita", "kitas"),
        ("Kindergarten", "kitas"),
        ("Müll", "waste"),
        ("Spielplatz", "play"),
        ("Spilplatz", "play"),
        ("Parkhaus", "park"),
        ("Ruhrort", "trees"),
        ("Neutor Radverkehr", "bikes"),
    ],
)
def test_a_dataset_is_found_by_another_form_of_its_words(index: SearchIndex, text: str, key: str) -> None:
    assert found(index, text)[:1] == [key]


def test_the_last_word_may_be_unfinished_while_somebody_types(index: SearchIndex) -> None:
    assert found(index, "spiel", typing=True)[:1] == ["play"]
    assert found(index, "Meider", typing=True)[:1] == ["trees"]
    assert found(index, "Meider") == []


def test_what_nobody_knows_is_not_found(index: SearchIndex) -> None:
    assert found(index, "Quantenchromodynamik") == []


def test_when_no_entry_has_all_words_some_of_them_are_enough_and_that_is_said(index: SearchIndex) -> None:
    answer = index.search(Searched(text="Straßenbäume Kindertagesstätten"))
    assert answer.loose
    assert {card.key for card in answer.cards} >= {"trees", "kitas"}


def test_without_a_word_everything_comes_newest_first(index: SearchIndex) -> None:
    assert found(index, "") == ["trees", "bikes", "kitas", "waste", "play", "park"]
    assert found(index, "  …!  ") == found(index, "")


def test_results_can_be_ordered_by_title(index: SearchIndex) -> None:
    titles = [card.title for card in index.search(Searched(order="titel")).cards]
    assert titles == sorted(titles)


def test_facets_narrow_and_count_what_their_other_values_would_leave(index: SearchIndex) -> None:
    answer = index.search(Searched(chosen={"thema": ("TRAN",)}))
    assert [card.key for card in answer.cards] == ["bikes", "park"]
    assert answer.counts["thema"] == {"TRAN": 2, "ENVI": 2, "EDUC": 1, "SOCI": 1}
    assert answer.counts["lizenz"] == {"cc-by/4.0": 2}
    both = index.search(Searched(chosen={"thema": ("TRAN", "ENVI"), "lizenz": ("cc-zero",)}))
    assert [card.key for card in both.cards] == ["trees", "waste"]


def test_words_of_the_query_language_are_only_words(index: SearchIndex) -> None:
    for text in ('title:"', "AND OR NOT", "*:*", "(((", "^2~", "[a TO b]", "\x00", "a" * 5000, "🌳" * 50):
        index.search(Searched(text=text, typing=True))


def test_an_empty_catalogue_answers(index: SearchIndex) -> None:
    assert SearchIndex(()).search(Searched(text="Baum", typing=True)).cards == ()


def test_umlauts_fold_however_they_are_written() -> None:
    assert folded("Straßenbäume STRASSENBAEUME neue Steuer Müßiggang café") == [
        "strassenbaume",
        "strassenbaume",
        "neue",
        "steuer",
        "mussiggang",
        "cafe",
    ]
    assert stems("Die Bäume der Straßen") == ["baum", "baum", "strass"][1:]


def test_compounds_have_the_parts_that_others_use_as_words() -> None:
    assert parts(["strassenbaume"], {"strass", "baum"}) == {"strass", "baum"}
    assert parts(["baum"], {"baum"}) == set()

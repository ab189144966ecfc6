# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What buttons do to a dashboard, without browser and database."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.flow.outlets.dashboards.building import operations as do
from stadtkern.kernel.dashboards import Dashboard, DashboardPage, TextTile, tiles
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound


def text(key: str, *, width: int = 4) -> TextTile:
    return TextTile(key=key, title=key.title(), text="Worte", width=width)


def dashboard(*keys: str) -> Dashboard:
    page = DashboardPage(key="start", title="Start", tiles=tuple(text(key) for key in keys))
    return Dashboard(key="probe", title="Probe", pages=(page,))


def order(found: Dashboard) -> list[list[str]]:
    return [[tile.key for tile in page.tiles] for page in found.pages]


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        ("Rad & Fuß", set(), "rad-fuss"),
        ("Ölstand", {"oelstand"}, "oelstand-2"),
        ("Ölstand", {"oelstand", "oelstand-2"}, "oelstand-3"),
        ("…", set(), "kachel"),
        ("Łódź", set(), "odz"),
        ("x" * 200, set(), "x" * 50),
    ],
)
def test_a_key_is_made_of_the_title_and_is_nobody_elses(title: str, taken: set[str], key: str) -> None:
    assert do.key_for(title, taken, "kachel") == key


def test_a_tile_moves_one_place_and_stays_where_there_is_no_further() -> None:
    found = dashboard("a", "b", "c")

    assert order(do.with_tile_moved(found, "c", -1)) == [["a", "c", "b"]]
    assert order(do.with_tile_moved(found, "a", -1)) == [["a", "b", "c"]]
    assert order(do.with_tile_moved(found, "c", 1)) == [["a", "b", "c"]]


def test_a_tile_goes_to_another_page() -> None:
    found = do.with_tile_on(do.with_page(dashboard("a", "b"), "Zweite"), "a", "zweite")

    assert order(found) == [["b"], ["a"]]


def test_a_copy_lies_behind_its_original_with_a_key_of_its_own() -> None:
    assert order(do.with_copy_of(dashboard("a", "b"), "a")) == [["a", "a-2", "b"]]


def test_a_tile_grows_and_shrinks_in_steps() -> None:
    found = dashboard("a")

    assert do.tile_of(do.with_width(found, "a", 1), "a").width == 6
    assert do.tile_of(do.with_width(found, "a", -1), "a").width == 3
    assert do.tile_of(do.with_height(found, "a", 1), "a").height == "high"
    assert do.tile_of(do.with_height(do.with_height(found, "a", 1), "a", 1), "a").height == "high"


def test_the_last_page_stays() -> None:
    with pytest.raises(Contradiction):
        do.without_page(dashboard(), "start")


def test_pages_are_added_named_moved_and_removed() -> None:
    found = do.with_page(dashboard("a"), "Zweite")
    found = do.with_page_moved(found, "zweite", -1)
    found = do.with_page_named(found, "zweite", "Erste", "First")

    assert [(page.key, page.title, page.title_en) for page in found.pages] == [
        ("zweite", "Erste", "First"),
        ("start", "Start", ""),
    ]
    assert order(do.without_page(found, "start")) == [[]]


def test_a_full_page_and_a_full_dashboard_say_so() -> None:
    full = dashboard(*(f"t{n}" for n in range(do.MOST_TILES)))
    with pytest.raises(LimitExceeded, match="weitere Seite"):
        do.with_tile(full, "start", text("mehr"))
    many = dashboard()
    for n in range(do.MOST_PAGES - 1):
        many = do.with_page(many, f"Seite {n}")
    with pytest.raises(LimitExceeded, match="höchstens 12 Seiten"):
        do.with_page(many, "Eine zu viel")


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        do.without_tile(dashboard("a"), "b")
    with pytest.raises(NotFound):
        do.with_tile(dashboard(), "fehlt", text("a"))


def done(found: Dashboard, word: str, key: str) -> Dashboard:
    match word:
        case "later":
            return do.with_tile_moved(found, key, 1)
        case "earlier":
            return do.with_tile_moved(found, key, -1)
        case "copy":
            return do.with_copy_of(found, key)
        case "send":
            return do.with_tile_on(found, key, "zweite")
        case _:
            return do.with_width(found, key, 1)


STEPS = st.lists(
    st.tuples(st.sampled_from(["later", "earlier", "copy", "send", "wider"]), st.integers(0, 30)),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_whatever_is_moved_no_tile_is_lost_and_keys_stay_unique(steps: list[tuple[str, int]]) -> None:
    found = do.with_page(dashboard("a", "b", "c"), "Zweite")
    copies = 0
    for word, number in steps:
        keys = [one.key for one in tiles(found)]
        key = keys[number % len(keys)]
        found = done(found, word, key)
        copies += word == "copy"
    keys = [one.key for one in tiles(found)]
    assert len(keys) == len(set(keys)) == 3 + copies

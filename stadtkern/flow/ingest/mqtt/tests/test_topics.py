# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Topics and filters, with the examples of MQTT 5.0 clause 4.7."""

from __future__ import annotations

import pytest

from stadtkern.flow.ingest.mqtt.topics import is_pattern, is_topic, matches


@pytest.mark.parametrize(
    ("pattern", "topic"),
    [
        ("sport/tennis/player1/#", "sport/tennis/player1"),
        ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"),
        ("sport/tennis/+", "sport/tennis/player2"),
        ("sport/+", "sport/"),
        ("+/+", "/finance"),
        ("#", "a/b"),
        ("$SYS/#", "$SYS/a"),
    ],
)
def test_a_filter_covers_a_topic(pattern: str, topic: str) -> None:
    assert matches(pattern, topic)


@pytest.mark.parametrize(
    ("pattern", "topic"),
    [
        ("sport/tennis/+", "sport/tennis/player1/ranking"),
        ("sport/+", "sport"),
        ("+", "/finance"),
        ("#", "$SYS/a"),
        ("+/monitor", "$SYS/monitor"),
        ("a", "A"),
    ],
)
def test_a_filter_does_not_cover_a_topic(pattern: str, topic: str) -> None:
    assert not matches(pattern, topic)


def test_wildcards_stand_alone_in_their_level_and_only_in_filters() -> None:
    assert is_pattern("a/+/b/#") and is_pattern("#") and is_pattern("+")
    assert not any(map(is_pattern, ("a+", "a/#/b", "#a", "", "a/b#", "x" * 5_000)))
    assert is_topic("v1.1/Datastreams(1)/Observations")
    assert not any(map(is_topic, ("", "a/+", "a/#", "a\x00b")))

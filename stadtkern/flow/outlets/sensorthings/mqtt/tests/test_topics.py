# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What topics and subscriptions mean."""

from __future__ import annotations

import pytest

from stadtkern.flow.outlets.sensorthings.mqtt import topics
from stadtkern.flow.outlets.sensorthings.mqtt.watches import Watch, Watches, is_wild
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import NotFound

LIMITS = Limits()
INSIDER = Caller(name="mqtt", domain="cycling")


def watch(pattern: str, caller: Caller = ANYBODY) -> Watch:
    """What somebody subscribed to."""
    if is_wild(pattern):
        return Watch(pattern=pattern, caller=caller)
    asked = topics.asked(pattern, LIMITS)
    return Watch(pattern=pattern, caller=caller, address=asked.address, query=asked.query)


@pytest.mark.parametrize(
    "pattern",
    [
        "v1.1/Observations",
        "v1.1/Datastreams(1)/Observations?$select=result,phenomenonTime",
        "v1.1/Things('1')/Datastreams(2)/Observations",
        "v1.1/Things(1)/description",
        "v1.1/Things(1)/properties/floor",
        "v1.1/Observations?$filter=Datastream/name eq 'a b' and result gt 3&$expand=Datastream",
        "v1.1/Things?$filter=name%20eq%20'x'",
    ],
)
def test_sets_entities_and_properties_can_be_subscribed(pattern: str) -> None:
    assert topics.asked(pattern, LIMITS).query is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "v1.1/Nothing",
        "v1.1/Things(1)/name/$value",
        "v1.1/Things/$count",
        "v1.1/Things?$top=1",
        "v1.1/Things?$orderby=name",
        "v1.1/Things?$count=true",
        "v1.1/Things?$filter=name eq",
        "v1.1/Things(1)/name?$select=name",
        "v1.1/",
        "v1.1/Things(1",
    ],
)
def test_what_makes_no_sense_for_updates_is_refused(pattern: str) -> None:
    with pytest.raises((NotFound, QueryRefused)):
        topics.asked(pattern, LIMITS)


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("v1.1/#", ["v1.1/Things", "v1.1/Things(1)", "v1.1/Things(1)/Datastreams"]),
        ("v1.1/+", ["v1.1/Things", "v1.1/Things(1)"]),
        ("v1.1/+/Datastreams", ["v1.1/Things(1)/Datastreams"]),
        ("v1.1/Things(1)/#", ["v1.1/Things(1)", "v1.1/Things(1)/Datastreams"]),
        ("v1.1/Sensors/#", []),
    ],
)
def test_a_filter_with_wildcards_covers_topics(pattern: str, covered: list[str]) -> None:
    given = ["v1.1/Things", "v1.1/Things(1)", "v1.1/Things(1)/Datastreams"]
    assert list(topics.covered(pattern, given)) == covered


def test_watches_are_found_by_datastream_and_entity_and_counted() -> None:
    watches = Watches()
    one = watch("v1.1/Datastreams(7)/Observations")
    for _ in range(2):
        watches.add(one)
    assert watches.streams is not None and set(watches.streams) == {7}
    assert watches.of_stream(7) == [one] and watches.of_stream(8) == []
    watches.remove(one.pattern, ANYBODY)
    assert watches.of_stream(7) == [one]
    watches.remove(one.pattern, ANYBODY)
    assert len(watches) == 0 and watches.of_stream(7) == []


def test_subjects_have_watches_of_their_own() -> None:
    watches = Watches()
    watches.add(watch("v1.1/Things"))
    watches.add(watch("v1.1/Things", INSIDER))
    assert [one.caller.domain for one in watches.of_entity("Thing")] == ["", "cycling"]
    watches.remove("v1.1/Things", ANYBODY)
    assert [one.caller.domain for one in watches.of_entity("Thing")] == ["cycling"]


def test_a_watch_of_all_observations_or_with_wildcards_concerns_every_datastream() -> None:
    watches = Watches()
    watches.add(watch("v1.1/Datastreams(7)/Observations"))
    watches.add(watch("v1.1/+/Observations"))
    assert watches.streams is None
    assert len(watches.of_stream(7)) == 2 and len(watches.of_stream(8)) == 1


def test_watches_that_cost_a_question_with_each_commit_are_counted() -> None:
    watches = Watches()
    watches.add(watch("v1.1/Observations?$filter=result gt 3"))
    watches.add(watch("v1.1/Observations?$filter=Datastream/name eq 'a'"))
    watches.add(watch("v1.1/Observations?$expand=Datastream"))
    watches.add(watch("v1.1/Things?$expand=Datastreams"))
    assert watches.asking_again("") == 2

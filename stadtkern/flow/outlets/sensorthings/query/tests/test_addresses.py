# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the parser makes of resource paths (OGC 18-088 clause 9.2)."""

from __future__ import annotations

import pytest

from stadtkern.flow.outlets.sensorthings.query.parser import QueryRefused, parse_address
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.errors import NotFound


def address(path: str) -> Address:
    return parse_address(path, limits=Limits())


@pytest.mark.parametrize(
    ("path", "steps", "many"),
    [
        ("Things", [("Thing", None)], True),
        ("Things/", [("Thing", None)], True),
        ("Things(17)", [("Thing", "17")], False),
        ("Things('17')", [("Thing", "17")], False),
        ("Things('a''b%2Fc')", [("Thing", "a'b/c")], False),
        ("Observations('7.-5000000.2')", [("Observation", "7.-5000000.2")], False),
        ("Datastreams(1)/Observations(7.-5)", [("Datastream", "1"), ("Observation", "7.-5")], False),
        ("Datastreams(1)/Thing/Locations", [("Datastream", "1"), ("Thing", None), ("Location", None)], True),
    ],
)
def test_sets_entities_and_links_are_steps(
    path: str, steps: list[tuple[str, str | None]], many: bool
) -> None:
    found = address(path)

    assert [(step.entity.name, step.id) for step in found.steps] == steps
    assert found.many is many
    assert found.entity.name == steps[-1][0]


@pytest.mark.parametrize(
    ("path", "attribute", "inner", "form"),
    [
        ("Things(1)/name", "name", (), ""),
        ("Things(1)/name/$value", "name", (), "$value"),
        ("Things(1)/@iot.id", "id", (), ""),
        ("Things(1)/properties/floors/0/c%20d", "properties", ("floors", 0, "c d"), ""),
        ("Datastreams(1)/unitOfMeasurement/symbol/$value", "unitOfMeasurement", ("symbol",), "$value"),
    ],
)
def test_properties_and_parts_of_them_are_reached(
    path: str, attribute: str, inner: tuple[str | int, ...], form: str
) -> None:
    found = address(path)

    assert found.attribute is not None
    assert (found.attribute.name, found.attribute_steps, found.form, found.many) == (
        attribute,
        inner,
        form,
        False,
    )


@pytest.mark.parametrize(
    "path", ["Things/$ref", "Things(1)/$ref", "Things(1)/Locations/$ref", "Things/$count"]
)
def test_references_and_counts_stand_behind_sets(path: str) -> None:
    assert address(path).form == path[path.rindex("/") + 1 :]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("Thngs", "there is no entity set “Thngs”; expected “Things” perhaps"),
        ("things", "expected “Things” perhaps"),
        ("Thing(1)", "expected “Things” perhaps"),
        ("Things(1)/nme", "Thing has no property or link “nme”; expected “name” perhaps"),
        ("Things(1)/name/x", "name has no parts"),
        ("Datastreams(1)/Thing(3)", "Datastream has one Thing, without an id"),
        ("", "there is no entity set"),
        ("$ref", "the path names no entity set"),
    ],
)
def test_what_does_not_exist_is_not_found(path: str, message: str) -> None:
    with pytest.raises(NotFound) as caught:
        address(path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("Things(", "the id in “Things(” cannot be read"),
        ("Things()", "expected a number or text in single quotes"),
        ("Things('a)", "the id in"),
        (
            "Things/Datastreams",
            "“Datastreams” follows a set; expected one of them, e.g. Things('1')/Datastreams",
        ),
        ("Things/name", "“name” follows a set"),
        ("Things(1)/$value", "expected $value behind a property"),
        ("Things(1)/name/$ref", "expected $ref behind an entity or a set"),
        ("Things(1)/$count", "expected $count behind a set"),
        ("Things('%ff')", "this is no UTF-8"),
        ("Things('a%00')", "the character U+0000"),
    ],
)
def test_what_cannot_be_read_is_refused(path: str, message: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        address(path)
    assert message in str(caught.value)

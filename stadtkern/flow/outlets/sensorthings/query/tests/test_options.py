# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the parser makes of options (OGC 18-088 clause 9.3), and how it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, BY_PLURAL, Kind
from stadtkern.flow.outlets.sensorthings.query.parser import (
    QueryRefused,
    parse_condition,
    parse_query,
    render,
    result_format,
)
from stadtkern.flow.outlets.sensorthings.query.words import (
    Aggregate,
    Among,
    Arithmetic,
    Both,
    Bucketing,
    Call,
    Compare,
    Constant,
    Either,
    Expression,
    Geometry,
    Negative,
    Not,
    Path,
    Period,
    Quantified,
    Query,
)
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

_LIMITS = Limits()


def query(entity_set: str, *options: tuple[str, str]) -> Query:
    return parse_query(BY_PLURAL[entity_set], options, limits=_LIMITS)


def condition(entity: str, text: str) -> Expression:
    return parse_condition(BY_NAME[entity], text, limits=_LIMITS)


def constant(entity: str, text: str) -> Constant:
    found = condition(entity, text)
    assert isinstance(found, Compare)
    assert isinstance(found.right, Constant)
    return found.right


def refusal(entity_set: str, option: str, text: str) -> QueryRefused:
    with pytest.raises(QueryRefused) as caught:
        query(entity_set, (option, text))
    return caught.value


def test_or_binds_looser_than_and_and_not_takes_the_whole_comparison() -> None:
    found = condition("Thing", "name eq 'a' or not name eq 'b' and description ne 'c'")

    assert isinstance(found, Either)
    second = found.operands[1]
    assert isinstance(second, Both)
    assert isinstance(second.operands[0], Not)
    assert isinstance(second.operands[0].operand, Compare)


def test_multiplication_binds_tighter_than_addition_and_both_go_from_left_to_right() -> None:
    found = condition("Observation", "result sub 1 sub 2 mul 3 eq 0")

    assert found == condition("Observation", "((result sub 1) sub (2 mul 3)) eq 0")
    assert isinstance(found, Compare)
    assert isinstance(found.left, Arithmetic)


def test_a_path_knows_its_links_its_steps_and_where_it_stood() -> None:
    found = condition("Observation", "true and Datastream/Thing/properties/building/floors/0 eq 3")

    assert isinstance(found, Both)
    assert isinstance(found.operands[1], Compare)
    path = found.operands[1].left
    assert isinstance(path, Path)
    assert [link.name for link in path.links] == ["Datastream", "Thing"]
    assert path.steps == ("building", "floors", 0)
    assert (path.kind, path.at.start, path.at.end) == (Kind.JSON, 9, 54)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-29T08:00:00Z", datetime(2026, 3, 29, 8, tzinfo=UTC)),
        ("2026-03-29T08:00:00+02:00", datetime(2026, 3, 29, 6, tzinfo=UTC)),
        ("2026-03-29T08:00:00 02:00", datetime(2026, 3, 29, 6, tzinfo=UTC)),
        ("'2026-03-29T08:00:00.1234567-0130'", datetime(2026, 3, 29, 9, 30, 0, 123456, UTC)),
        ("2026-03-29", datetime(2026, 3, 29, tzinfo=UTC)),
        ("datetime'2026-03-29T08:00Z'", datetime(2026, 3, 29, 8, tzinfo=UTC)),
        ("2026-03-29T08:00:00Z/2026-03-29T08:00:00Z", datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (
            "2026-03-29T08:00:00Z/PT1H30M",
            Period(start=datetime(2026, 3, 29, 8, tzinfo=UTC), end=datetime(2026, 3, 29, 9, 30, tzinfo=UTC)),
        ),
    ],
)
def test_times_are_read_with_and_without_quotes_and_with_any_offset(text: str, value: object) -> None:
    assert constant("Observation", f"phenomenonTime eq {text}").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'O''Neill; (x)'", "O'Neill; (x)"),
        ("-1.5e3", -1500.0),
        ("9007199254740993", 9007199254740992.0),
        ("true", True),
        ("null", None),
    ],
)
def test_literals_are_read(text: str, value: object) -> None:
    assert constant("Observation", f"result eq {text}").value == value


def test_durations_and_geometries_are_read() -> None:
    duration = condition("Observation", "resultTime sub resultTime gt duration'-P1W2DT3H4M5.5S'")
    geometry = condition("Location", "st_within(location, geometry'SRID=4326;POINT Z(8.4 49 110)')")

    assert isinstance(duration, Compare)
    assert isinstance(duration.right, Constant)
    assert duration.right.value == -timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5.5)
    assert isinstance(geometry, Call)
    assert isinstance(geometry.arguments[1], Constant)
    assert geometry.arguments[1].value == Geometry(wkt="POINT (8.4 49)")


def test_ids_are_texts_whether_quoted_or_not() -> None:
    assert constant("Thing", "@iot.id eq 17") == constant("Thing", "id eq '17'")
    found = condition("Observation", "Datastream/id in (1,'2')")
    assert isinstance(found, Among)
    assert [choice.value for choice in found.choices] == ["1", "2"]


def test_a_json_value_alone_is_compared_with_true() -> None:
    assert condition("Thing", "properties/active") == condition("Thing", "properties/active eq true")


def test_a_minus_before_a_number_belongs_to_it_and_others_are_operators() -> None:
    assert constant("Observation", "result eq - 5").value == -5
    found = condition("Observation", "-result eq -(5)")
    assert isinstance(found, Compare)
    assert isinstance(found.left, Negative)
    assert isinstance(found.right, Negative)


def test_lambdas_nest_and_see_the_variables_around_them() -> None:
    found = condition("Thing", "Datastreams/any(d: d/Observations/all(o: o/result gt d/properties/limit))")

    assert isinstance(found, Quantified)
    inner = found.condition
    assert isinstance(inner, Quantified)
    assert (found.quantifier, inner.quantifier, inner.path_variable) == ("any", "all", "d")


def test_expand_nests_in_brackets_and_by_slashes_and_names_each_link_once() -> None:
    found = query(
        "Things", ("$expand", "Datastreams/Sensor,Locations,Datastreams/Observations($top=1;$count=true)")
    )

    assert [item.link.name for item in found.expand] == ["Datastreams", "Locations"]
    below = found.expand[0].query.expand
    assert [item.link.name for item in below] == ["Sensor", "Observations"]
    assert (below[1].query.top, below[1].query.count) == (1, True)
    assert found == query(
        "Things", ("$expand", "Datastreams($expand=Sensor,Observations($count=true;$top=1);),Locations")
    )


def test_select_names_properties_parts_of_them_and_links() -> None:
    found = query("Things", ("$select", "name,properties/a/0,@iot.id,Datastreams,name"))

    properties = [one.property.name for one in found.select if one.property is not None]
    links = [one.link.name for one in found.select if one.link is not None]
    assert (properties, links) == (["name", "properties", "id"], ["Datastreams"])
    assert found.select[1].steps == ("a", 0)
    assert query("Things", ("$select", "name,*")).select == ()


def test_orderby_takes_expressions_and_directions() -> None:
    found = query("Observations", ("$orderby", "phenomenonTime desc,result mul -1 asc, id"))

    assert [key.descending for key in found.order] == [True, False, False]


def test_count_is_true_false_or_exact() -> None:
    counts = [query("Things", ("$count", word)) for word in ("true", "false", "exact")]

    assert [(one.count, one.exact_count) for one in counts] == [(True, False), (False, False), (True, True)]


def test_apply_makes_buckets_with_and_without_datastreams() -> None:
    found = query(
        "Observations",
        (
            "$apply",
            "groupby((bucket(phenomenonTime,duration'P1M')),aggregate(result with average as m,$count as n))",
        ),
    )

    assert found.bucketing == Bucketing(
        number=1,
        unit="month",
        by_datastream=False,
        aggregates=(Aggregate(statistic="mean", alias="m"), Aggregate(statistic="count", alias="n")),
    )
    both = "groupby((Datastream/id,bucket(phenomenonTime,duration'PT15M')),aggregate(result with p95 as p))"
    bucketing = query("Observations", ("$apply", both)).bucketing
    assert bucketing is not None
    assert (bucketing.number, bucketing.unit, bucketing.by_datastream) == (15, "minute", True)


def test_tokens_formats_and_foreign_options_are_left_to_others() -> None:
    options = (("$skiptoken", "a.b=;"), ("$resultFormat", "dataArray"), ("_", "1"), ("superseded", "true"))

    found = query("Observations", *options)

    assert (found.skip_token, found.superseded, result_format(options)) == ("a.b=;", True, "dataArray")
    assert render(found) == "superseded=true&$skiptoken=a.b=;"


@pytest.mark.parametrize(
    ("entity_set", "option", "text", "message"),
    [
        (
            "Things",
            "$filter",
            "nme eq 'x'",
            "character 1: Thing has no property or link “nme”; expected “name”",
        ),
        (
            "Things",
            "$filter",
            "name eq",
            "character 8: found the end; expected a property, a function, a value",
        ),
        ("Things", "$filter", "name eq 5", "character 1: a text cannot be compared with a number"),
        ("Things", "$filter", "name = 'x'", "character 6: found “=”; expected eq"),
        ("Things", "$filter", "name eq 'x' AND true", "character 13: found “AND”; expected “and”"),
        ("Things", "$filter", "(name eq 'x'", "character 13: found the end; expected and, or"),
        ("Things", "$filter", "name eq 'x')", "character 12: found “)”"),
        ("Things", "$filter", 'name eq "x"', 'character 9: found “"”; expected text in single quotes'),
        ("Things", "$filter", "name eq 'x", "character 9: this text has no closing quote"),
        (
            "Things",
            "$filter",
            "startwith(name,'x')",
            "there is no function “startwith”; expected “startswith”",
        ),
        ("Things", "$filter", "startswith(name)", "startswith has 1 arguments here; expected 2"),
        ("Things", "$filter", "year(name) eq 5", "character 6: a text does not fit here; expected year("),
        ("Things", "$filter", "name", "character 1: this is a text, not a condition"),
        ("Things", "$filter", "Datastreams eq null", "the path ends at Datastreams, which is no value"),
        (
            "Things",
            "$filter",
            "properties gt null",
            "gt needs an order, which null has not; expected eq or ne",
        ),
        ("Things", "$filter", "name in ('a',null)", "character 14: null cannot be in a list"),
        ("Things", "$filter", "name eq 'a' eq true", "character 13: found “eq”; expected “and”, “or”"),
        ("Things", "$filter", "Datastreams/any(d d/name eq 'x')", "character 19: found “d”; expected “:”"),
        ("Things", "$filter", "properties/ eq 3", "character 13: found “eq”; expected a key"),
        ("Things", "$filter", "name/x eq 3", "character 5: name has no parts"),
        ("Things", "$filter", "", "character 1: the value is empty"),
        ("Locations", "$filter", "location eq geography'POINT(8 49)'", "expected st_equals"),
        (
            "Locations",
            "$filter",
            "st_within(location,geography'POINT(475000 5430000)')",
            "write degrees of longitude and latitude",
        ),
        ("Locations", "$filter", "st_relate(location,location,'TX')", "this is no pattern"),
        (
            "Observations",
            "$filter",
            "resultTime gt 2020-02-30T00:00:00Z",
            "character 15: there is no such time",
        ),
        ("Observations", "$filter", "resultTime gt 2020-02-03T00:00:00", "the time has no offset"),
        (
            "Observations",
            "$filter",
            "resultTime gt 'soon'",
            "cannot be compared with a text; expected a time such",
        ),
        (
            "Observations",
            "$filter",
            "resultTime add 5 gt resultTime",
            "add cannot calculate with a time and a number",
        ),
        (
            "Observations",
            "$filter",
            "resultTime gt now() sub duration'P1M'",
            "years and months have no fixed length",
        ),
        ("Observations", "$filter", "result gt 1e999", "the number is too large"),
        ("Things", "$top", "-1", "character 1: found “-”; expected a whole number from 0"),
        ("Things", "$top", "5x", "character 2: found “x”; expected the end"),
        ("Things", "$skip", "100001", "100001 is too far; expected at most 100000"),
        ("Things", "$count", "yes", "found “yes”; expected true, false or exact"),
        ("Things", "$orderby", "name DESC", "character 6: found “DESC”; expected asc, desc"),
        ("Things", "$orderby", "Datastreams/name", "the path leads to many values"),
        ("Things", "$select", "Datastreams/name", "$expand=Datastreams($select=…)"),
        ("Things", "$expand", "Datastream", "found “Datastream”; expected a link of Thing: “Datastreams”"),
        (
            "Things",
            "$expand",
            "Datastreams($flter=x)",
            "character 13: found “$flter”; expected an option: “$filter”",
        ),
        ("Things", "$expand", "Datastreams($top=1;$top=1)", "character 20: $top is given twice"),
        ("Things", "$expand", "Datastreams($top=1),Datastreams($top=2)", "Datastreams is expanded twice"),
        ("Things", "$fliter", "true", "there is no option “$fliter”; expected “$filter” perhaps"),
        ("Things", "filter", "true", "there is no option “filter”; expected “$filter” perhaps"),
        ("Things", "$apply", "groupby((name))", "Things have no results"),
        ("Observations", "$apply", "groupby((Datastream/id),aggregate($count as n))", "expected “,bucket("),
        (
            "Observations",
            "$apply",
            "groupby((bucket(phenomenonTime,duration'PT1H30M')),aggregate($count as n))",
            "expected a width of one unit",
        ),
    ],
)
def test_a_refusal_says_where_what_and_what_was_expected(
    entity_set: str, option: str, text: str, message: str
) -> None:
    assert message in str(refusal(entity_set, option, text))


def test_a_refusal_carries_option_and_position() -> None:
    found = refusal("Things", "$filter", "name eq 5")

    assert (found.option, found.position) == ("$filter", 1)


def test_an_option_given_twice_is_refused() -> None:
    with pytest.raises(QueryRefused, match="given twice"):
        query("Things", ("$top", "1"), ("$top", "2"))


def test_more_links_than_allowed_are_not_expanded() -> None:
    text = ",".join(["Datastreams/Sensor", "Locations/HistoricalLocations", "TaskingCapabilities/Tasks"] * 2)

    query("Things", ("$expand", text))
    with pytest.raises(QueryRefused, match="at most 5 links"):
        parse_query(BY_PLURAL["Things"], [("$expand", text)], limits=Limits(expand_items=5))

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions beyond the operators that conditions may call; OGC API Features Part 3 lists them to clients."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.flow.outlets.ogc.cql.kinds import Sort


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function: what goes in, what comes out."""

    name: str
    description: str
    arguments: tuple[tuple[str, Sort], ...]
    returns: Sort
    sql: str
    """With {0}, {1} for the compiled arguments."""


_METRES = "st_transform({}, 'OGC:CRS84', 'EPSG:25832', always_xy := true)"

FUNCTIONS = (
    Function(
        name="upper",
        description="The text in capital letters.",
        arguments=(("text", "text"),),
        returns="text",
        sql="upper({0})",
    ),
    Function(
        name="lower",
        description="The text in small letters.",
        arguments=(("text", "text"),),
        returns="text",
        sql="lower({0})",
    ),
    Function(
        name="length",
        description="How many characters the text has.",
        arguments=(("text", "text"),),
        returns="number",
        sql="length({0})",
    ),
    Function(
        name="year",
        description="The year of a day.",
        arguments=(("day", "date"),),
        returns="number",
        sql="year({0})",
    ),
    Function(
        name="month",
        description="The month of a day, 1 to 12.",
        arguments=(("day", "date"),),
        returns="number",
        sql="month({0})",
    ),
    Function(
        name="area_m2",
        description="The area on the WGS 84 ellipsoid in square metres; 0 for points and lines.",
        arguments=(("geometry", "geometry"),),
        returns="number",
        sql="st_area_spheroid(st_flipcoordinates({0}))",
    ),
    Function(
        name="length_m",
        description="The length on the WGS 84 ellipsoid in metres; 0 for points and areas.",
        arguments=(("geometry", "geometry"),),
        returns="number",
        sql="st_length_spheroid(st_flipcoordinates({0}))",
    ),
    Function(
        name="distance_m",
        description="The shortest distance between two geometries in metres (in ETRS89 / UTM zone 32N).",
        arguments=(("geometry", "geometry"), ("other", "geometry")),
        returns="number",
        sql=f"st_distance({_METRES.format('{0}')}, {_METRES.format('{1}')})",
    ),
)
BY_NAME = {one.name: one for one in FUNCTIONS}

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: text in, checked words out. Whatever the text, only QueryRefused and NotFound are raised."""

from __future__ import annotations

from stadtkern.flow.outlets.sensorthings.entities import Entity
from stadtkern.flow.outlets.sensorthings.query import expressions
from stadtkern.flow.outlets.sensorthings.query.addresses import parse_address
from stadtkern.flow.outlets.sensorthings.query.cursor import Cursor
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.options import parse_query, result_format
from stadtkern.flow.outlets.sensorthings.query.rendering import render
from stadtkern.flow.outlets.sensorthings.query.words import Expression
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

__all__ = ["QueryRefused", "parse_address", "parse_condition", "parse_query", "render", "result_format"]


def parse_condition(entity: Entity, text: str, *, limits: Limits) -> Expression:
    """The condition of a $filter on its own."""
    cursor = Cursor(text, "$filter", limits=limits)
    node = expressions.condition(cursor, entity)
    cursor.need_end(expressions.follow_up(cursor, "the end"))
    return node

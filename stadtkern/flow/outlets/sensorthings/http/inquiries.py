# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A request to read, understood: address, checked options, format and the reader with the caller's rights."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.query.options import parse_query, result_format
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader

from .formats import Format, choose
from .requests import Request
from .served import Served


@dataclass(frozen=True, kw_only=True, slots=True)
class Inquiry:
    """What is asked, and who answers it."""

    request: Request
    address: Address
    query: Query
    format: Format
    reader: Reader


def inquiry(request: Request, address: Address, served: Served) -> Inquiry:
    """The options of a request, checked.

    Raises:
        QueryRefused: as the parser says.
    """
    options = request.options()
    return Inquiry(
        request=request,
        address=address,
        query=parse_query(address.entity, options, limits=served.limits),
        format=choose(result_format(options), request.header("accept")),
        reader=reader_of(request, served),
    )


def reader_of(request: Request, served: Served) -> Reader:
    """The reader that sees what the caller may see.

    Raises:
        LakeUnavailable: the lake cannot be opened.
    """
    return Reader(caller=request.caller, lake=current.lake(), limits=served.limits, now=request.now)

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What pages are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from stadtkern.flow.outlets.ogc.common.requests import Request
from stadtkern.flow.outlets.ogc.common.words import Arguments


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody with a browser at an address of the interface."""

    request: HttpRequest
    asked: Request
    """The same in the words of the interface, in the language of the page."""
    arguments: Arguments


Page = Callable[[Visit], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A value as people read it."""

    title: str
    text: str
    """Empty: nothing is known."""
    unit: str = ""
    is_number: bool = False
    href: str = ""
    """Where a web address leads."""

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells that something was deleted, with a button beside that undoes it (``kernel.trash``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_UNDO: Final = "undo"


@dataclass(frozen=True, kw_only=True)
class Undo:
    """What the button puts back."""

    kind: str
    key: str


def deleted(request: HttpRequest, text: str, *, kind: str, key: str) -> None:
    """Say on the next page of the cockpit that an object was deleted, and offer to put it back."""
    messages.success(request, text, extra_tags=f"{_UNDO}\n{kind}\n{key}")


def undo_of(message: Message) -> Undo | None:
    """What a message offers to put back; none for ordinary ones."""
    parts = str(message.extra_tags or "").split("\n")
    return Undo(kind=parts[1], key=parts[2]) if len(parts) == 3 and parts[0] == _UNDO else None

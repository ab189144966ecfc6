# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads translations (``.po``) and compiles them (``.mo``) without gettext, which bare machines lack.

File formats: GNU gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 0x950412DE
_KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


@dataclass(kw_only=True)
class Entry:
    """One text with its translation(s)."""

    msgid: str = ""
    msgid_plural: str = ""
    msgctxt: str = ""
    msgstr: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """As gettext looks it up: context, text, plural."""
        context = f"{self.msgctxt}\x04" if self.msgctxt else ""
        plural = f"\x00{self.msgid_plural}" if self.msgid_plural else ""
        return f"{context}{self.msgid}{plural}"

    @property
    def value(self) -> str:
        """All plural forms, in order."""
        return "\x00".join(text for _, text in sorted(self.msgstr.items()))


def entries(po: str) -> Iterator[Entry]:
    """All entries of a ``.po`` text, the header (empty text) included.

    Raises:
        ValueError: a line is neither comment, keyword nor quoted text.
    """
    entry, where = Entry(), ""
    for number, raw in enumerate(po.splitlines(), start=1):
        line = raw.strip()
        starts = line.startswith(("#", "msgctxt", "msgid "))
        if where.startswith("msgstr") and starts:
            yield entry
            entry, where = Entry(), ""
        if not line:
            continue
        if line.startswith("#"):
            entry.fuzzy = entry.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        where = _read(entry, line, where, number)
    if where:
        yield entry


def _read(entry: Entry, line: str, where: str, number: int) -> str:
    """Put one line into its entry and say which keyword it belongs to."""
    if not line.startswith('"'):
        where, _, line = line.partition(" ")
    if not where.startswith(_KEYWORDS) or not line.startswith('"'):
        raise ValueError(f"line {number}: expected a keyword or a quoted text")
    text = str(ast.literal_eval(line))
    if where.startswith("msgstr"):
        form = int(where[len("msgstr[") : -1]) if where.endswith("]") else 0
        entry.msgstr[form] = entry.msgstr.get(form, "") + text
    else:
        setattr(entry, where, getattr(entry, where) + text)
    return where


def catalogue(po: str) -> dict[str, str]:
    """Translated texts by their gettext key; fuzzy and empty ones are left out."""
    return {entry.key: entry.value for entry in entries(po) if not entry.fuzzy and any(entry.msgstr.values())}


def mo_bytes(texts: Mapping[str, str]) -> bytes:
    """A ``.mo`` file of these texts, sorted as the format demands."""
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    keys = b"".join(key + b"\0" for key, _ in pairs)
    values = b"".join(value + b"\0" for _, value in pairs)
    head = 7 * 4
    keys_at = head + 16 * len(pairs)
    tables = [
        *_table([key for key, _ in pairs], keys_at),
        *_table([value for _, value in pairs], keys_at + len(keys)),
    ]
    header = (_MAGIC, 0, len(pairs), head, head + 8 * len(pairs), 0, keys_at)
    return struct.pack("<7I", *header) + struct.pack(f"<{len(tables)}I", *tables) + keys + values


def _table(texts: list[bytes], start: int) -> Iterator[int]:
    for text in texts:
        yield len(text)
        yield start
        start += len(text) + 1


def compile_texts(package: Path) -> int:
    """Compile each ``.po`` below this folder that is newer than its ``.mo``; how many were written."""
    written = 0
    for po in package.glob("**/locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        content = mo_bytes(catalogue(po.read_text(encoding="utf-8")))
        if not mo.exists() or mo.read_bytes() != content:
            mo.write_bytes(content)
            written += 1
    return written

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which source a file belongs to: by the patterns that sources declare, by a key, or as a general table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from stadtkern.kernel import registry
from stadtkern.kernel.domain import Decoder, Source
from stadtkern.kernel.errors import Contradiction

from . import longtable
from .archives import ARCHIVES, Trouble
from .decoding import version
from .models import DecoderKind, ImportedFile
from .service import domain_and_source

TABLE_SOURCE = "import"
"""Source key of general tables for which none was given."""
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".json", ".xlsx", ".parquet"})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who reads a file and for which source its observations count."""

    source_key: str
    kind: DecoderKind
    decode: Decoder
    version: str


class Chooser:
    """Answers for each file of one import."""

    def __init__(self, source_key: str | None, *, single: bool, again: bool) -> None:
        """An undeclared key is the name under which general tables are counted.

        ``single``: the import was given one file, which belongs to the given source whatever its name.
        """
        declared = domain_and_source(source_key) if source_key else None
        self._given = declared[1] if declared else None
        self._table_key = source_key if source_key and not declared else TABLE_SOURCE
        self._single = single
        self._again = again
        self._choices: dict[tuple[str, DecoderKind], Choice] = {}
        self._done: dict[str, frozenset[str]] = {}
        self.unmatched: list[Trouble] = []

    def choice(self, name: str) -> Choice | None:
        """Who reads the file of that name; none when it belongs to nobody.

        Raises:
            Contradiction: two sources claim it.
        """
        source = self._given if self._given and self._single else self._by_pattern(name)
        if source is not None:
            return self._made(source.key, DecoderKind.SOURCE, source.decode)
        if self._given is None and PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES:
            return self._made(self._table_key, DecoderKind.TABLE, longtable.decode)
        return None

    def wanted(self, name: str) -> bool:
        """Whether the file belongs to a source or may be a general table."""
        try:
            found = self.choice(name) is not None
        except Contradiction as error:
            self.unmatched.append(Trouble(name=name, reason=str(error)))
            return False
        if not found and not is_packed(name):
            self.unmatched.append(Trouble(name=name, reason="passt zu keiner Datenquelle"))
        return found

    def known(self, name: str, sha256: str) -> bool:
        """Whether an earlier run committed this content, read by the same decoder."""
        choice = self.choice(name)
        if choice is None or self._again:
            return False
        if choice.version not in self._done:
            rows = ImportedFile.objects.filter(source=choice.source_key, decoder_version=choice.version)
            self._done[choice.version] = frozenset(rows.values_list("sha256", flat=True))
        return sha256 in self._done[choice.version]

    def _by_pattern(self, name: str) -> Source | None:
        path = PurePosixPath(name)
        candidates = [self._given] if self._given else [source for _, source in registry.sources()]
        found = {
            source.key: source
            for source in candidates
            if any(path.match(pattern) for pattern in source.files)
        }
        if len(found) > 1:
            keys = ", ".join(sorted(found))
            raise Contradiction(f"passt zu mehreren Datenquellen ({keys}); bitte eine davon angeben")
        return next(iter(found.values()), None)

    def _made(self, key: str, kind: DecoderKind, decode: Decoder) -> Choice:
        if (key, kind) not in self._choices:
            self._choices[key, kind] = Choice(
                source_key=key, kind=kind, decode=decode, version=version(decode)
            )
        return self._choices[key, kind]


def is_packed(name: str) -> bool:
    """Whether the name says that this is an archive, which is looked into rather than read."""
    return PurePosixPath(name).suffix.lower() in ARCHIVES

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a list is: columns, filters, what can be done to its rows; and a page of it as templates print it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Generic, Literal, Protocol, TypeVar
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.functional import Promise

from stadtkern.kernel.models import Person

Row = TypeVar("Row")
Text = str | Promise
Cell = str | int | float | bool | date | datetime | None

PAGE: Final = 50
"""Rows of a page."""
MOST_AT_ONCE: Final = 500
"""Rows to which something is done at once."""
MOST_IN_FILE: Final = 20_000
"""Rows of a file."""
COUNTED: Final = 10_000
"""Beyond, a list says that there are more than this."""


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """A column of a list and of the file made of it."""

    key: str
    """Word of the address by which one sorts."""
    title: Text
    value: Callable[[Row], Cell]
    """What the file says, and the page too unless there is a template."""
    sort: str = ""
    """Path of the column in the register by which rows are sorted; empty: by this one nobody sorts.
    For rows in memory any word: they are sorted by ``value``."""
    rank: Callable[[Row], float] | None = None
    """Order of rows in memory where the words do not say it: the worst state first."""
    falling: bool = False
    """The first click sorts from the largest or newest down."""
    numeric: bool = False
    template: str = ""
    """Prints the cell, with ``one`` as the row."""
    address: Callable[[Row], str] | None = None
    """Where the cell leads."""
    only_in_file: bool = False
    """The page says it in the cell of another column, or has no room for it."""


@dataclass(frozen=True, kw_only=True)
class Filter(Generic[Row]):
    """A field above a list; ``condition`` narrows rows of the register, ``holds`` rows in memory."""

    key: str
    """Word of the address."""
    title: Text
    kind: Literal["words", "choice", "day"] = "choice"
    choices: Sequence[tuple[str, Text]] = ()
    """Value and words of each choice, without the one that takes all."""
    every: Text | None = None
    """Words of the choice that takes all; null: there is none, the first choice counts."""
    condition: Callable[[str], Q] | None = None
    holds: Callable[[Row, str], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class Deed(Generic[Row]):
    """Something that is done to chosen rows, after a question; each row stands for itself."""

    key: str
    title: Text
    """On the button: ``Freigeben``."""
    question: Text
    """Asked before, as the heading of a page."""
    explained: Text = ""
    """What happens, and whether it can be undone."""
    done: Callable[[Person, Row, datetime], object] | None = None
    """Does it to one row in a transaction of its own; what the city refuses is said with the row's name."""
    together: Callable[[Person, Sequence[Row], datetime], Mapping[str, str]] | None = None
    """Does it to all of them in its own way instead; why it did not work, by key of the row."""
    said: Callable[[int], str]
    """What was done to so many rows."""
    serious: bool = False
    """Something goes away by it."""


class Source(Protocol[Row]):
    """Where the rows come from."""

    def found(self, asked: Asked[Row]) -> Found[Row]:
        """A page of rows."""
        ...

    def many(self, asked: Asked[Row], most: int) -> list[Row]:
        """The first rows of all that are found."""
        ...

    def named(self, keys: Sequence[str]) -> list[Row]:
        """The rows with these keys that may be seen; others are left out."""
        ...

    def key(self, row: Row) -> str:
        """The key of a row."""
        ...


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[Row]):
    """A list as a page declares it."""

    key: str
    """Names the file: ``objekte``."""
    title: Text
    """Caption of the table."""
    columns: Sequence[Column[Row]]
    """The first names the row."""
    source: Source[Row]
    filters: Sequence[Filter[Row]] = ()
    deeds: Sequence[Deed[Row]] = ()
    sorted_by: str = ""
    """Key of a column, with a minus for falling; empty: the first column."""
    empty: tuple[Text, Text] = ("", "")
    """Heading and text when there is nothing."""
    personal: bool = False
    """It is about people: taking the file along is noted in the audit log."""


@dataclass(frozen=True, kw_only=True)
class Asked(Generic[Row]):
    """What somebody wants to see of a list."""

    column: Column[Row]
    """Sorted by this one."""
    falling: bool
    given: Sequence[tuple[Filter[Row], str]]
    """Filters that narrow."""
    after: str = ""
    """Key of the last row of the page before."""


@dataclass(frozen=True, kw_only=True)
class Found(Generic[Row]):
    """Rows of one page."""

    rows: Sequence[Row]
    more: bool
    count: int
    """All that are found, counted up to ``COUNTED`` and one."""


@dataclass(frozen=True, kw_only=True)
class ShownCell:
    """A cell as it is printed."""

    value: Cell
    template: str
    address: str
    numeric: bool


@dataclass(frozen=True, kw_only=True)
class ShownRow(Generic[Row]):
    """A row as it is printed."""

    row: Row
    key: str
    name: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, kw_only=True)
class ShownHead:
    """The head of a column."""

    title: Text
    numeric: bool
    query: str
    """Sorts by it; empty: nobody does."""
    sorted: Literal["", "ascending", "descending"]


@dataclass(frozen=True, kw_only=True)
class ShownFilter:
    """A field above the list with what is chosen."""

    key: str
    title: Text
    kind: str
    choices: Sequence[tuple[str, Text]]
    every: Text | None
    value: str
    plain: bool
    """Nobody has chosen anything else than what stands there from the start."""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """A page of a list as ``web/lists/list.html`` prints it."""

    listing: Listing[Row]
    heads: tuple[ShownHead, ...]
    rows: tuple[ShownRow[Row], ...]
    filters: tuple[ShownFilter, ...]
    count: int
    kept: dict[str, str] = field(default_factory=dict)
    """What the address says about filters and sorting."""
    after: str = ""
    """The key after which the next page goes on; empty on the last one."""
    begun: bool = False
    """It is not the first page."""

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return not all(one.plain for one in self.filters)

    @property
    def counted(self) -> bool:
        """Whether the count is exact."""
        return self.count <= COUNTED

    @property
    def query(self) -> str:
        """The same list from its beginning."""
        return urlencode(self.kept)

    @property
    def next(self) -> str:
        """The next page; empty on the last one."""
        return urlencode({**self.kept, "nach": self.after}) if self.after else ""

    def file(self, form: str) -> str:
        """All that is found, as a file."""
        return urlencode({**self.kept, "format": form})

    @property
    def csv(self) -> str:
        """For spreadsheets and programs."""
        return self.file("csv")

    @property
    def xlsx(self) -> str:
        """For Excel and LibreOffice."""
        return self.file("xlsx")

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""$expand: per level one question for all parents, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from stadtkern.flow.outlets.sensorthings.entities import Entity, Link
from stadtkern.flow.outlets.sensorthings.query.words import Expand, Query
from stadtkern.kernel.errors import LimitExceeded

from . import keys
from .asking import Asker
from .fragments import put
from .sets import PARENT, ROW, Related, Sets, Wanted, below_parents
from .tables import TABLES, ToObservations
from .values import Values
from .words import Limits, Observed, Page, Record

_Branch = Page | Record | None


class Branches:
    """Records with what is expanded below them; one for each request, because it counts them."""

    def __init__(
        self, asker: Asker, sets: Sets, values: Values, observed: Callable[[], Observed], limits: Limits
    ) -> None:
        self._asker = asker
        self._sets = sets
        self._values = values
        self._observed = observed
        self._limits = limits
        self._left = limits.most_expanded

    def records(self, ids: Collection[int], query: Query) -> dict[int, Record]:
        """The visible ones among these entities.

        Raises:
            LimitExceeded: the answer would have too many records.
        """
        self._take(len(ids))
        values = self._values.of(query, ids)
        branches = {one.link.name: self._branch(query.entity, one, values.keys()) for one in query.expand}
        return {
            one: Record(
                entity=query.entity,
                id=str(one),
                values=found,
                expanded={name: branch.get(one) for name, branch in branches.items()},
            )
            for one, found in values.items()
        }

    def _take(self, number: int) -> None:
        self._left -= number
        if self._left < 0:
            raise LimitExceeded(
                f"the answer would have more than {self._limits.most_expanded} entities: expand less, give "
                "a smaller $top, or give $expand a $top or $filter of its own"
            )

    def _branch(self, entity: Entity, expand: Expand, parents: Collection[int]) -> Mapping[int, _Branch]:
        route = TABLES[entity.name].routes[expand.link.name]
        if isinstance(route, ToObservations):
            return self._observations(route, parents, expand.query)
        if expand.link.many:
            return self._pages(entity, expand.link, parents, expand.query)
        return self._ones(entity, expand.link, parents, expand.query)

    def _observations(
        self, route: ToObservations, parents: Collection[int], query: Query
    ) -> Mapping[int, _Branch]:
        observed = self._observed()
        ask = observed.under_features if route.feature else observed.under
        pages = ask(sorted(parents), query)
        self._take(sum(len(page.records) for page in pages.values()))
        none = Page(query=query, records=(), count=0 if query.count else None)
        return {one: pages.get(one, none) for one in parents}

    def _ones(
        self, entity: Entity, link: Link, parents: Collection[int], query: Query
    ) -> Mapping[int, Record]:
        targets = self.targets(entity, link, parents)
        records = self.records(frozenset(targets.values()), query)
        return {one: records[target] for one, target in targets.items() if target in records}

    def targets(self, entity: Entity, link: Link, parents: Collection[int]) -> dict[int, int]:
        """Ids of the entities at the end of a link to one, by parent; hidden ones are not left out."""
        below = Related(table=TABLES[entity.name], link=link, parents=parents)
        rows = below_parents(below, self._asker.dialect)
        found = self._asker.rows(put(f'select "{PARENT}"."id", "{ROW}"."id" from {{}}', rows))  # noqa: S608
        return {
            parent: target for parent, target in found if isinstance(parent, int) and isinstance(target, int)
        }

    def _pages(self, entity: Entity, link: Link, parents: Collection[int], query: Query) -> dict[int, Page]:
        below = Related(table=TABLES[entity.name], link=link, parents=parents)
        top = page_size(query, self._limits)
        table = TABLES[link.target]
        wanted = Wanted(filter=query.filter, order=query.order, skip=query.skip, most=top + 1)
        rows: dict[int, list[Sequence[object]]] = {one: [] for one in parents}
        for parent, *row in self._asker.rows(self._sets.page(table, wanted, below=below)):
            if isinstance(parent, int):
                rows[parent].append(row)
        counts = self._counts(below, wanted, query)
        records = self.records(
            frozenset(one for found in rows.values() for one, *_ in found[:top] if isinstance(one, int)),
            query,
        )
        return {
            parent: page_of(
                query, found, records, top=top, count=counts.get(parent, 0) if query.count else None
            )
            for parent, found in rows.items()
        }

    def _counts(self, below: Related, wanted: Wanted, query: Query) -> dict[int, int]:
        if not query.count:
            return {}
        rows = self._asker.rows(self._sets.count(TABLES[below.link.target], wanted, below=below))
        return {one: number for one, number in rows if isinstance(one, int) and isinstance(number, int)}


def page_size(query: Query, limits: Limits) -> int:
    """Records of a page: as asked for, within the limit."""
    return limits.default_top if query.top is None else min(query.top, limits.most_top)


def page_of(
    query: Query,
    rows: Sequence[Sequence[object]],
    records: Mapping[int, Record],
    *,
    top: int,
    count: int | None,
) -> Page:
    """A page of rows (id and keys), one more of which than ``top`` means that there is a next page."""
    shown = rows[:top]
    more = len(rows) > top > 0
    return Page(
        query=query,
        records=[records[one] for one, *_ in shown if isinstance(one, int) and one in records],
        count=count,
        next_token=keys.token(shown[-1][1:]) if more else None,
    )

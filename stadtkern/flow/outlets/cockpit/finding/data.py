# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datasets of the catalogue and collections of geodata."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import SHOWN
from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.kernel.desk import Named
from stadtkern.kernel.finding import Finder, Hit, contains, ranked
from stadtkern.kernel.models import Person

_SIGHT = "cockpit:sight"


def _datasets(person: Person, text: str, most: int) -> Sequence[Hit]:
    rows = Dataset.objects.visible_to(person).filter(contains(text, "title", "key"))
    page = list(ranked(rows, text, title="title", key="key")[:most])
    editable = Dataset.objects.editable_by(person).filter(pk__in=[one.pk for one in page])
    mine = set(editable.values_list("pk", flat=True))
    return [
        Hit(title=one.title, address=_page_of_dataset(one, one.pk in mine), detail=one.get_state_display())
        for one in page
    ]


def _page_of_dataset(one: Dataset, mine: bool) -> str:
    if mine:
        return reverse("catalogue:dataset", args=[one.key])
    public = one.state in SHOWN
    return (
        reverse("open_data:dataset", args=[one.key]) if public else reverse(_SIGHT, args=["dataset", one.key])
    )


def _collections(person: Person, text: str, most: int) -> Sequence[Hit]:
    """Collections that the person may edit, and public ones."""
    matching = FeatureCollection.objects.filter(contains(text, "title", "key"))
    mine = FeatureCollection.objects.editable_by(person).values("pk")
    rows = matching.filter(Q(pk__in=mine) | Q(visibility=Visibility.PUBLIC))
    page = list(ranked(rows, text, title="title", key="key")[:most])
    editable = FeatureCollection.objects.editable_by(person).filter(pk__in=[one.pk for one in page])
    keys = set(editable.values_list("key", flat=True))
    return [
        Hit(
            title=one.title,
            address=reverse("geodata:collection", args=[one.key])
            if one.key in keys
            else f"{reverse('ogc:any', args=[f'collections/{one.key}'])}?f=html",
            detail=one.key,
        )
        for one in page
    ]


def _list_of_datasets(text: str) -> str:
    return f"{reverse('catalogue:datasets')}?{urlencode({'q': text})}"


DATASETS = Finder(
    key="datensaetze", title=gettext_lazy("Datensätze"), find=_datasets, everything=_list_of_datasets
)
COLLECTIONS = Finder(key="sammlungen", title=gettext_lazy("Geodaten"), find=_collections)


def _datasets_named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    rows = Dataset.objects.editable_by(person).filter(key__in=keys)
    return {one.key: Hit(title=one.title, address=_page_of_dataset(one, True)) for one in rows}


def _collections_named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    rows = FeatureCollection.objects.editable_by(person).filter(key__in=keys)
    return {
        one.key: Hit(title=one.title, address=reverse("geodata:collection", args=[one.key])) for one in rows
    }


NAMED_DATASETS = Named(kind="dataset", title=gettext_lazy("Datensatz"), named=_datasets_named)
NAMED_COLLECTIONS = Named(kind="collection", title=gettext_lazy("Sammlung"), named=_collections_named)

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue and the geodata of the small city."""

from __future__ import annotations

from shapely import Point

from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import DistributionRow, Origin, Publisher, SeriesRow, State
from stadtkern.flow.catalogue.models.release import Finding
from stadtkern.flow.catalogue.models.requests import DatasetRequest
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections import writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.models import Visibility as CollectionVisibility
from stadtkern.flow.ingest.geodata.models import Origin as FileOrigin
from stadtkern.flow.ingest.geodata.models import Run, Service, Upload
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.models import Person
from tests.matrix.words import HIDDEN, NOW, Arguments, owner


def catalogue() -> dict[str, Arguments]:
    """A public dataset and a draft of the department, with a file, a finding, a series and a request."""
    home = owner("sensors")
    publisher = Publisher.objects.create(name="Stadt")
    series = SeriesRow.objects.create(key="reihe", title="Reihe", department=home, publisher=publisher)
    for key, state in (("offen", State.RELEASED), ("entwurf", State.DRAFT)):
        dataset = Dataset.objects.create(
            key=key,
            origin=Origin.UPLOADED,
            state=state,
            title=f"{HIDDEN}er Entwurf" if state == State.DRAFT else key,
            description="Ein Datensatz.",
            department=home,
            publisher=publisher,
            licence="dl-by-de/2.0",
            series=series,
            created_at=NOW,
            changed_at=NOW,
        )
        DistributionRow.objects.create(
            dataset=dataset,
            key="weg",
            title="Datei",
            url="https://example.org/d.csv",
            created_at=NOW,
            changed_at=NOW,
        )
    finding = Finding.objects.create(dataset=dataset, place="Spalte", check_name="email", found_at=NOW)
    wish = DatasetRequest.objects.create(
        token="t" * 43, subject="Bäume", created_at=NOW, changed_at=NOW, department=home
    )
    return {
        "catalogue": {"key": "entwurf"},
        "catalogue:file": {"key": "entwurf", "name": "datei.csv"},
        "catalogue:remove_way": {"key": "entwurf", "way": "weg"},
        "catalogue:answer": {"key": "entwurf", "finding": finding.pk},
        "catalogue:publisher": {"number": publisher.pk},
        "catalogue:one_series": {"number": series.pk},
        "catalogue:wish": {"token": wish.token},
        "catalogue:reply": {"number": wish.pk},
        "open_data": {"key": "offen"},
        "open_data:columns": {"key": "baenke"},
        "open_data:query": {"key": "baenke"},
        "open_data:embed": {"key": "baenke"},
        "open_data:download": {"key": "baenke", "suffix": "csv"},
        "dcat_api:dataset": {"key": "offen"},
        "dcat_api:series": {"key": "reihe"},
        "dcat_api:service": {"key": "sensorthings"},
        "ckan:package": {"name": "offen"},
        "ckan:action": {"name": "package_list"},
        "tables": {"key": "baenke"},
    }


def geodata() -> dict[str, Arguments]:
    """A public and an internal collection with a feature each, a run and an upload."""
    boss = Person.objects.get(username="administrator")
    fields = (Field(key="name", title="Name"), Field(key="pate", title="Pate", personal=True))
    home = owner("sensors")
    for key, shown in (
        ("baenke", CollectionVisibility.PUBLIC),
        ("lager", CollectionVisibility.INTERNAL),
    ):
        made = collections.create(
            boss,
            Draft(
                key=key,
                title=f"{HIDDEN}es {key}" if key == "lager" else key,
                department=home,
                geometry="point",
                fields=fields,
            ),
            NOW,
        )
        FeatureCollection.objects.filter(pk=made.pk).update(domain="sensors")
        made.refresh_from_db()
        one = Feature(
            key="1",
            geometry=Point(7.6, 51.9),
            properties={"name": f"{HIDDEN}e Eins" if key == "lager" else "Eins", "pate": f"{HIDDEN}e Erika"},
        )
        writing.create_feature(boss, made, one, NOW)
        made.refresh_from_db()
        if shown == CollectionVisibility.PUBLIC:
            made = collections.set_visibility(boss, made, shown, NOW)
    FileOrigin.objects.create(collection=made, wish={}, service=Service.WFS, url="https://example.org/wfs")
    run = Run.objects.create(collection=made, name="datei", started_at=NOW)
    upload = Upload.objects.create(
        person=boss,
        collection=made,
        name="datei",
        size=1,
        sha256="s",
        survey={"format": "geojson", "layers": []},
        created_at=NOW,
    )
    return {
        "geodata": {"key": "lager"},
        "geodata:review": {"upload_id": upload.pk},
        "geodata:preview": {"upload_id": upload.pk},
        "geodata:discard": {"upload_id": upload.pk},
        "geodata:run": {"run_id": run.pk},
        "portal:map-collection": {"key": "baenke"},
    }


def more_features(key: str, number: int) -> None:
    """Features 2 to ``number`` of a collection."""
    boss = Person.objects.get(username="administrator")
    found = FeatureCollection.objects.get(key=key)
    for one in range(2, number + 1):
        feature = Feature(key=str(one), geometry=Point(7.6, 51.9), properties={"name": str(one)})
        writing.create_feature(boss, found, feature, NOW)

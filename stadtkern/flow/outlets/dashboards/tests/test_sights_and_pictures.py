# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who sees a dashboard, said and changed in the cockpit; pictures that are put on dashboards."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from PIL import Image

from stadtkern.flow.outlets.dashboards import pictures, service
from stadtkern.flow.outlets.dashboards.pictures import PictureFacts
from stadtkern.kernel import trash
from stadtkern.kernel.dashboards import ImageTile
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted, PayloadRejected

from .cities import NOW, built, department, somebody

pytestmark = pytest.mark.django_db


def _photo() -> bytes:
    Image.new("RGB", (40, 30), "teal").save(written := BytesIO(), "PNG")
    return written.getvalue()


@pytest.fixture
def files(tmp_path: Path, settings: LazySettings) -> Path:
    """Uploads of the test lie in a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def test_the_page_of_sight_says_who_reads_a_dashboard_and_changes_it(client: Client) -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    client.force_login(clerk)
    address = f"/cockpit/sichtbarkeit/dashboard/{row.key}/"
    assert "clara" in client.get(address).content.decode()
    client.post(address, {"deed": "visibility", "visibility": "public"})
    assert service.dashboard(row.key, None).public


def test_sharing_an_internal_dashboard_makes_it_a_shared_one(client: Client) -> None:
    owner, other = department(), department("Amt für Umwelt")
    clerk, neighbour = somebody("clara", owner), somebody("nina", other)
    row = built(clerk, owner)
    client.force_login(clerk)
    client.post(f"/cockpit/sichtbarkeit/dashboard/{row.key}/", {"deed": "share", "department": str(other.pk)})
    assert service.dashboard(row.key, neighbour).row.visibility == "shared"


def test_a_deleted_dashboard_lies_in_the_bin_of_those_who_may_bring_it_back() -> None:
    owner = department()
    clerk, stranger = somebody("clara", owner), somebody("sven", department("Amt für Umwelt"))
    row = built(clerk, owner)
    service.delete(clerk, row.key, at=NOW)
    kind = next(one for one in trash.kinds() if one.kind == "dashboard")
    assert [one.key for one in kind.discarded(clerk, NOW)] == [row.key]
    assert kind.discarded(stranger, NOW) == []
    assert kind.restore(clerk, row.key, NOW) == f"/dashboards/{row.key}/"


def test_a_picture_needs_a_description_and_the_right(files: Path) -> None:
    owner = department()
    clerk = somebody("clara", owner)
    with pytest.raises(Contradiction, match="Beschreibung"):
        pictures.add(clerk, _photo(), PictureFacts(alternative=" "), department=owner, at=NOW)
    with pytest.raises(NotPermitted):
        pictures.add(clerk, _photo(), PictureFacts(alternative="Platz"), department=None, at=NOW)
    with pytest.raises(PayloadRejected):
        pictures.add(clerk, b"<svg/>", PictureFacts(alternative="Platz"), department=owner, at=NOW)


def test_a_picture_is_sent_until_it_is_removed_and_stays_while_a_dashboard_shows_it(
    client: Client, files: Path
) -> None:
    owner = department()
    clerk = somebody("clara", owner)
    kept = pictures.add(clerk, _photo(), PictureFacts(alternative="Platz"), department=owner, at=NOW)
    address = f"/dashboards/bild/{kept.key}.webp"
    assert client.get(address).getvalue()[:4] == b"RIFF"
    row = built(clerk, owner, ImageTile(key="bild", title="Bild", picture=kept.key, alternative="Platz"))
    with pytest.raises(Contradiction, match=row.title):
        pictures.remove(clerk, kept.key, at=NOW)
    service.delete(clerk, row.key, at=NOW)
    service.purge(NOW + service.TRASH_FOR * 2)
    pictures.remove(clerk, kept.key, at=NOW)
    assert client.get(address).status_code == 404
    with pytest.raises(NotFound):
        pictures.remove(clerk, kept.key, at=NOW)

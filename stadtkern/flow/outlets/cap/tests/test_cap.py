# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Alerts are read as the standard says, and what breaks it is refused with its reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.outlets.cap import bundles, reading, shapes, words, writing
from stadtkern.flow.outlets.cap.words import Alert, Area, Circle, Info, Named, Reference
from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "cap12.xsd")
RECORDED = (
    Path(__file__).parents[4]
    / "domains/warnings/tests/payloads"
    / "Z_CAP_C_EDZW_LATEST_PVW_STATUS_PREMIUMDWD_COMMUNEUNION_MUL.zip"
)
SENT = datetime(2026, 5, 25, 16, 49, tzinfo=timezone(timedelta(hours=2)))
RING = ((51.0, 6.0), (51.0, 7.0), (52.0, 7.0), (51.0, 6.0))


def info(**facts: object) -> Info:
    start = Info(
        language="de-DE", categories=("Met",), event="STURM", urgency="Immediate", severity="Severe",
        certainty="Likely",
    )  # fmt: skip
    return replace(start, **facts)  # type: ignore[arg-type]  # the test names fields of Info


def alert(**facts: object) -> Alert:
    start = Alert(
        identifier="a-1", sender="warnung@stadt.example", sent=SENT, status="Actual", message_type="Alert",
        scope="Public", infos=(info(),),
    )  # fmt: skip
    return replace(start, **facts)  # type: ignore[arg-type]  # the test names fields of Alert


def recorded() -> list[bytes]:
    return [one for _name, one in bundles.documents(RECORDED.read_bytes()) if isinstance(one, bytes)]


def test_the_recorded_alerts_of_the_weather_service_are_read_as_a_whole() -> None:
    alerts = [reading.read(document) for document in recorded()]

    assert [one.message_type for one in alerts] == ["Update", "Update", "Alert"]
    storm = alerts[2].infos[0]
    assert storm.headline == "Amtliche WARNUNG vor WINDBÖEN"
    assert (storm.severity, storm.language) == ("Minor", "de-DE")
    assert storm.parameters[2] == Named(name="gusts", value="~55 [km/h]")
    assert storm.areas[0].polygons[0][0] == (52.363952, 9.434182)
    assert alerts[1].references[0].identifier.startswith("2.49.0.0.276.0.DWD.PVW.1687503060000")
    assert Named(name="WARNCELLID", value="812069270") in alerts[1].infos[0].areas[1].geocodes


def test_what_is_written_is_read_back_the_same_and_follows_the_schema() -> None:
    for document in recorded():
        one = reading.read(document)
        written = writing.write(one)
        SCHEMA.validate(written.decode())
        assert reading.read(written) == one


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(str.strip)
filled = texts.filter(bool)


@given(
    headline=filled,
    description=st.text(st.characters(codec="utf-8"), max_size=80),
    radius=st.floats(0, 500).map(lambda km: round(km, 3)),
    category=st.sampled_from(words.CATEGORIES),
    message_type=st.sampled_from(["Update", "Cancel"]),
)
def test_whatever_a_city_says_is_valid(
    headline: str, description: str, radius: float, category: str, message_type: str
) -> None:
    area = Area(
        description="Altstadt",
        polygons=(RING,),
        circles=(Circle(latitude=51.5, longitude=7.1, radius_km=radius),),
        geocodes=(Named(name="AGS", value="05515000"),),
    )
    said = alert(
        message_type=message_type,
        references=(Reference(sender="warnung@stadt.example", identifier="a-0", sent=SENT.astimezone(UTC)),),
        infos=(info(headline=headline, description=description, categories=(category,), areas=(area,)),),
    )

    written = writing.write(said)

    SCHEMA.validate(written.decode())
    back = reading.read(written)
    assert back.infos[0].areas == (area,)
    assert back.references == said.references


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<identifier>a-1</identifier>", b"", "alert/identifier fehlt"),
        (b"a-1</identifier>", b"a 1,2</identifier>", "unerlaubte Zeichen"),
        (b"<event>STURM</event>", b"<event> </event>", "info/event fehlt"),
        (b">Actual<", b">Echt<", "alert/status ist"),
        (b">Severe<", b">Bad<", "info/severity ist"),
        (b">Met<", b">Wetter<", "info/category"),
        (b"2026-05-25T16:49:00+02:00", b"2026-05-25T16:49:00", "keinen Abstand zu UTC"),
        (b"2026-05-25T16:49:00+02:00", b"gestern", "keine Zeit"),
        (b">Alert<", b">Cancel<", "alert/references fehlt"),
        (words.NAMESPACE.encode(), b"urn:oasis:names:tc:emergency:cap:1.1", "keine CAP-1.2-Meldung"),
        (b"51.000000,6.000000</polygon>", b"51.5,6.5</polygon>", "nicht geschlossen"),
        (b"51.000000,7.000000 52.000000,7.000000 ", b"", "mindestens vier"),
        (b"51.000000,6.000000 51", b"91,6 51", "kein Punkt"),
        (b"51.000000,6.000000 51", b"51;6 51", "keine Zahl"),
        (b"</alert>", b"", "kein erlaubtes XML"),
    ],
)
def test_what_breaks_the_standard_is_refused_with_its_reason(old: bytes, new: bytes, reason: str) -> None:
    document = writing.write(alert(infos=(info(areas=(Area(description="x", polygons=(RING,)),)),)))
    assert old in document

    with pytest.raises(PayloadRejected, match=reason):
        reading.read(document.replace(old, new))


def test_a_document_that_grows_or_fetches_is_refused() -> None:
    entities = b'<!DOCTYPE alert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><alert>&b;</alert>'
    outside = b'<!DOCTYPE alert SYSTEM "http://example.org/x.dtd"><alert/>'
    for document in (entities, outside):
        with pytest.raises(PayloadRejected, match="kein erlaubtes XML"):
            reading.read(document)


def test_a_document_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(PayloadTooLarge):
        reading.read(b" " * (reading.MOST_BYTES + 1))


def zipped(documents: int, *, size: int = 10) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(documents):
            archive.writestr(f"{number}.xml", b" " * size)
    return buffer.getvalue()


def test_ten_thousand_alerts_in_one_archive_are_cut_and_it_is_said() -> None:
    found = list(bundles.documents(zipped(10_000)))

    assert len(found) == bundles.MOST_ALERTS + 1
    assert "10000 Meldungen" in str(found[-1][1])


def test_an_archive_that_unpacks_to_too_much_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_UNPACKED", 1000)

    found = [one for _name, one in bundles.documents(zipped(3, size=600))]

    assert [type(one).__name__ for one in found] == ["bytes", "PayloadTooLarge"]


def test_a_damaged_archive_is_refused() -> None:
    with pytest.raises(PayloadRejected, match="beschädigt"):
        list(bundles.documents(RECORDED.read_bytes()[:2000]))


def test_an_index_leads_to_its_alerts() -> None:
    entry = bundles.Entry(id="urn:x:1", title="Test & mehr", updated=SENT, url="https://stadt.example/a.xml")
    index = bundles.index([entry], title="Alle", author="Stadt", url="https://stadt.example/", updated=SENT)

    assert bundles.links(index, base="https://stadt.example/") == ["https://stadt.example/a.xml"]
    assert bundles.links(recorded()[0], base="https://stadt.example/") is None


def test_a_circle_is_round_on_the_ground_holes_stay_out_and_polygons_turn_to_longitude_first() -> None:
    disc = shapes.union([Area(description="x", circles=(Circle(latitude=60, longitude=7, radius_km=10),))])
    assert disc is not None
    west, south, east, north = disc.bounds
    assert (east - west) / (north - south) == pytest.approx(2.0, rel=0.01)

    inner = ((51.2, 6.8), (51.2, 6.9), (51.3, 6.9), (51.2, 6.8))
    pierced = shapes.union([Area(description="x", polygons=(RING,), holes=(inner,))])
    assert pierced is not None
    assert pierced.area == pytest.approx(0.5 - 0.005)

    drawn = shapes.union([Area(description="x", polygons=(RING,))])
    assert drawn is not None
    assert drawn.bounds == (6.0, 51.0, 7.0, 52.0)
    assert set(shapes.rings(drawn)[0]) == set(RING)

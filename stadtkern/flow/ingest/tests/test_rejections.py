# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rejected records: kept, shown to those who answer for them, replayed, dismissed, forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.ingest import limits, rejections, replaying, service
from stadtkern.flow.ingest.models import DecoderKind, RejectedRecord, RejectedState
from stadtkern.kernel import retaining
from stadtkern.kernel.errors import NotPermitted
from stadtkern.kernel.models import AuditEntry
from stadtkern.kernel.observation import Decoded, Observation, Payload, Rejected, observation_columns

from .city import NOW, administrator, api_key, decode_counts, editor, results
from .test_push import DESCRIPTION, observation, send

pytestmark = pytest.mark.django_db

RAW = b"Datetime,100035541 (Neutor)\n2025-10-01 00:00,36\n"


def rejected(
    raw: bytes = RAW, *, source: str = "counts", kind: DecoderKind = DecoderKind.SOURCE
) -> RejectedRecord:
    """A record that was rejected some day."""
    origin = rejections.Origin(source_key=source, payload_name="100035541/2025-10.csv", kind=kind)
    rejections.keep([Rejected(reason="Keine Anzahl.", raw=raw, where="Zeile 2")], origin, now=NOW)
    return RejectedRecord.objects.get(fingerprint=rejections.fingerprint(origin, raw))


def test_a_mended_decoder_stores_a_replayed_record() -> None:
    record = rejected()
    outcome = replaying.replay([record.pk], administrator(), now=NOW)
    assert (outcome.replayed, outcome.total.stored) == (1, 1)
    assert results("muenster/100035541/100035541") == [36]
    record.refresh_from_db()
    assert (record.state, record.settled_at) == (RejectedState.REPLAYED, NOW)
    assert AuditEntry.objects.filter(action="rejection.replay").count() == 1


def test_what_is_still_wrong_stays_open_with_its_reason() -> None:
    record = rejected(b"Zeit;Anzahl\n1;2\n")
    outcome = replaying.replay([record.pk], administrator(), now=NOW)
    assert (outcome.replayed, outcome.still_rejected) == (0, 1)
    record.refresh_from_db()
    assert (record.state, "Datetime" in record.reason) == (RejectedState.OPEN, True)


def test_a_pushed_record_is_stored_after_its_datastream_was_registered() -> None:
    secret = api_key()
    send("/api/ingest/v1/observations", observation(result=9), secret)
    send("/api/ingest/v1/datastreams", DESCRIPTION, secret)
    outcome = replaying.replay([RejectedRecord.objects.get().pk], administrator(), now=NOW)
    assert (outcome.replayed, results("counter/1/bikes")) == (1, [9])


def test_a_replay_does_not_fill_datastreams_of_another_source() -> None:
    send("/api/ingest/v1/datastreams", DESCRIPTION, api_key())
    send("/api/ingest/v1/observations", observation(), api_key("foreign", domain="feeds"))
    outcome = replaying.replay([RejectedRecord.objects.get().pk], administrator(), now=NOW)
    assert (outcome.replayed, outcome.still_rejected, results("counter/1/bikes")) == (0, 1, [])


def test_observations_of_an_unknown_datastream_are_kept_as_a_table() -> None:
    found = decode_counts(Payload(name="", content=RAW, received_at=NOW)).observations
    total = service.store(Decoded(observations=found), source_key="import", now=NOW)
    assert (total.stored, total.rejected) == (0, 1)
    record = RejectedRecord.objects.get()
    assert (record.decoder, bytes(record.raw).decode().splitlines()[1]) == (
        DecoderKind.TABLE,
        "muenster/100035541/100035541,2025-09-30T22:00:00+00:00,36.0",
    )


def test_a_cut_record_is_not_replayed() -> None:
    record = rejected(RAW + b"#" * limits.limits().raw_bytes)
    assert record.is_cut
    assert replaying.replay([record.pk], administrator(), now=NOW).still_rejected == 1


def test_a_dismissed_record_stays_dismissed_when_it_comes_again() -> None:
    record = rejected()
    rejections.dismiss([record.pk], administrator(), now=NOW)
    again = rejected()
    assert (again.pk, again.state, again.times_seen) == (record.pk, RejectedState.DISMISSED, 2)


def test_settled_records_are_forgotten_after_ninety_days_and_open_ones_stay() -> None:
    settled, still_open = rejected(), rejected(RAW + b"x")
    rejections.dismiss([settled.pk], administrator(), now=NOW)
    retaining.enforce(NOW + timedelta(days=90))
    assert RejectedRecord.objects.count() == 2
    retaining.enforce(NOW + timedelta(days=90, seconds=1))
    assert list(RejectedRecord.objects.values_list("pk", flat=True)) == [still_open.pk]


def test_an_editor_settles_only_records_of_the_own_department() -> None:
    own, foreign = rejected(), rejected(source="feed")
    person = editor("Amt für Mobilität")
    assert rejections.dismiss([own.pk], person, now=NOW) == 1
    with pytest.raises(NotPermitted):
        rejections.dismiss([foreign.pk], person, now=NOW)
    with pytest.raises(NotPermitted):
        replaying.replay([foreign.pk], person, now=NOW)


@pytest.mark.parametrize("name", ["rejected", "replay", "dismiss"])
def test_a_stranger_is_sent_to_the_sign_in(client: Client, name: str) -> None:
    path = reverse(f"ingest:{name}")
    answer = client.get(path) if name == "rejected" else client.post(path)
    assert answer.status_code == 302
    assert "/konto/anmelden/" in answer["Location"]


def test_an_editor_sees_only_records_of_the_own_department(client: Client) -> None:
    rejected()
    foreign = rejected(source="feed")
    client.force_login(editor("Amt für Mobilität"))
    text = client.get(reverse("ingest:rejected")).content.decode()
    assert ("counts" in text, "feed" in text) == (True, False)
    assert client.get(reverse("ingest:record", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("ingest:replay"), {"datensatz": [foreign.pk]}).status_code == 403


def test_the_list_is_paged_by_key_within_its_query_budget(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    origin = rejections.Origin(source_key="counts")
    many = [Rejected(reason="Keine Anzahl.", raw=str(number).encode()) for number in range(60)]
    rejections.keep(many, origin, now=NOW)
    client.force_login(administrator())
    with django_assert_max_num_queries(8):
        first = client.get(reverse("ingest:rejected"))
    page = first.context["list"]
    assert len(page.rows) == 50
    second = client.get(f"{reverse('ingest:rejected')}?{page.next}").context["list"]
    assert (len(second.rows), second.next) == (10, "")


def test_the_page_of_a_record_shows_its_raw_form_harmlessly(client: Client) -> None:
    record = rejected(b"<script>alert(1)</script>")
    client.force_login(administrator())
    text = client.get(reverse("ingest:record", args=[record.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_the_buttons_replay_and_dismiss(client: Client) -> None:
    good, unwanted = rejected(), rejected(RAW + b"x")
    client.force_login(administrator())
    answer = client.post(reverse("ingest:replay"), {"datensatz": [good.pk], "quelle": "counts"})
    assert answer["Location"] == f"{reverse('ingest:rejected')}?quelle=counts"
    client.post(reverse("ingest:dismiss"), {"datensatz": [unwanted.pk]})
    assert set(RejectedRecord.objects.values_list("state", flat=True)) == {"replayed", "dismissed"}


def test_chosen_records_are_read_again_and_what_stays_wrong_says_why(client: Client) -> None:
    good, bad, done = rejected(), rejected(b"kaputt"), rejected(RAW + b"x")
    client.force_login(administrator())
    client.post(reverse("ingest:dismiss"), {"datensatz": [done.pk]})
    sent = {"tun": "einlesen", "zeile": [good.pk, bad.pk, done.pk]}

    asked = client.post(reverse("ingest:rejected"), sent).content.decode()
    assert "Datensätze erneut einlesen?" in asked
    assert set(RejectedRecord.objects.values_list("state", flat=True)) == {"open", "dismissed"}
    path = reverse("ingest:rejected")
    told = client.post(path, {**sent, "bestaetigt": "1"}, follow=True).content.decode()

    assert "1 Datensatz wurde erneut eingelesen." in told
    assert "ist schon erledigt" in told
    assert RejectedRecord.objects.get(pk=bad.pk).state == "open"
    assert RejectedRecord.objects.get(pk=good.pk).state == "replayed"


def test_a_filter_with_nonsense_is_harmless(client: Client) -> None:
    client.force_login(administrator())
    answer = client.get(reverse("ingest:rejected"), {"vor": "9" * 30, "stand": "?", "quelle": "x" * 500})
    assert answer.status_code == 200


def test_an_observation_of_the_far_past_is_stored_like_any_other() -> None:
    moment = NOW - timedelta(days=20_000)
    decoded = decode_counts(Payload(name="", content=RAW, received_at=NOW))
    old = observation_columns(
        [Observation(datastream="muenster/100035541/100035541", phenomenon_time=moment, result=1.0)]
    )
    both = Decoded(stations=decoded.stations, series=decoded.series, observations=old)
    assert service.store(both, source_key="counts", now=NOW).stored == 1

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of the log: what goes in comes out, in small pieces, and damage is noticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.ingest.log import envelope, splitting
from stadtkern.flow.ingest.log.envelope import receipt_of
from stadtkern.flow.ingest.log.words import PARTITIONS, NewerFormat, Part, settings_of
from stadtkern.flow.lake.batches import checked
from stadtkern.flow.lake.words import Place, Receipt
from stadtkern.kernel.errors import PayloadRejected, WrongSetting
from stadtkern.kernel.observation import TIME

START = datetime(2026, 3, 1, tzinfo=UTC)


def batch(*datastreams: int) -> pa.Table:
    """One observation a minute."""
    times = [START + timedelta(minutes=number) for number in range(len(datastreams))]
    return checked(
        pa.table(
            {
                "datastream_id": pa.array(datastreams, pa.int64()),
                "phenomenon_time": pa.array(times, TIME),
                "result": pa.array([float(number) for number in range(len(datastreams))]),
            }
        )
    )


@given(
    st.lists(st.integers(1, 10_000_000), min_size=1, max_size=30),
    st.integers(1, 5),
    st.sampled_from([1_500, 1_000_000]),
)
def test_the_messages_of_a_batch_hold_each_row_once_with_its_origin(
    datastreams: list[int], senders: int, most: int
) -> None:
    table = batch(*datastreams)
    lengths = np.bincount(np.arange(len(datastreams)) * senders // len(datastreams)).tolist()
    parts = [Part(f"source-{number}", rows, number) for number, rows in enumerate(lengths) if rows]
    owners = [part.source for part in parts for _ in range(part.rows)]
    seen: list[tuple[int, int, str]] = []
    for message in splitting.messages(table, parts, most=most):
        content = envelope.decode(message.content)
        told = [part.source for part in content.parts for _ in range(part.rows)]
        ids = content.table.column("datastream_id").to_numpy().tolist()
        seen += zip(message.rows.tolist(), ids, told, strict=True)
        assert len(message.content) <= most
        assert splitting.partitions_of(np.array(ids)).tolist() == [message.partition] * len(ids)
    assert sorted(seen) == [(row, key, owners[row]) for row, key in enumerate(datastreams)]


def test_all_partitions_get_their_share_of_datastreams() -> None:
    counts = np.bincount(splitting.partitions_of(np.arange(1, 16_001)), minlength=PARTITIONS)
    assert counts.min() > 900
    assert counts.max() < 1_100


def test_an_observation_that_is_too_large_for_the_log_is_refused() -> None:
    table = batch(1).set_column(5, "result_json", pa.array(['"' + "x" * 5_000 + '"']))
    with pytest.raises(PayloadRejected, match="at most 1500 fit into the log"):
        splitting.messages(table, [Part("a", 1, 0)], most=1_500)


@pytest.mark.parametrize("cut", [0, 8, 40, -20])
def test_a_damaged_message_is_noticed(cut: int) -> None:
    message = envelope.encode(batch(1, 2), [Part("a", 2, 0)])
    with pytest.raises(PayloadRejected, match="beschädigt"):
        envelope.decode(message[:cut])


def test_a_message_that_says_nothing_of_its_origin_is_noticed() -> None:
    with pytest.raises(PayloadRejected, match="Herkunft"):
        envelope.decode(envelope.encode(batch(1, 2), [Part("a", 1, 0)]))


def test_a_message_of_a_newer_stadtkern_is_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(envelope, "FORMAT", envelope.FORMAT + 1)
        message = envelope.encode(batch(1), [Part("a", 1, 0)])
    with pytest.raises(NewerFormat):
        envelope.decode(message)


def test_a_receipt_arrives_as_it_was_sent() -> None:
    places = (Place(0, known=True), Place(3, known=False, identity="1:2:3"))
    receipt = Receipt(stored=1, duplicates=1, superseded=0, snapshot=7, places=places)
    assert receipt_of(envelope.answer_of(receipt)) == receipt


def test_several_cities_share_a_cluster_under_their_names() -> None:
    settings = settings_of(["nats://a:4222/musterstadt", "nats://b:4222"], replicas=3, catalogue="")
    assert (settings.servers, settings.stream) == (("nats://a:4222", "nats://b:4222"), "musterstadt_ingest")


@pytest.mark.parametrize("addresses", [["nats://a/stadt.kern"], ["nats://a/eins", "nats://b/zwei"]])
def test_names_that_cannot_be_used_are_refused(addresses: list[str]) -> None:
    with pytest.raises(WrongSetting, match="STADTKERN_NATS"):
        settings_of(addresses, replicas=1, catalogue="")

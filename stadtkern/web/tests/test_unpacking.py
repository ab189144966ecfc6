# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Archives that would fill memory or disk are stopped while they are unpacked."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest
import zstandard

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge
from stadtkern.web import unpacking
from stadtkern.web.bodies import BodyTooLarge, unpack_gzip, unpack_zstd
from stadtkern.web.unpacking import Room

MIB = 1024 * 1024
SMALL = Room(member_bytes=2 * MIB, total_bytes=4 * MIB, members=5, ratio_from=8 * MIB)


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return target.getvalue()


def lying(content: bytes) -> bytes:
    """The same archive, saying in its directory that everything in it is 10 bytes large."""
    changed = bytearray(content)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", changed, place + 24, 10)
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def test_wanted_files_come_out_in_their_order() -> None:
    packed = archive(b=b"2", a=b"1", c=b"3")
    found = list(unpacking.members(packed, wanted=lambda name: name != "c", room=SMALL))
    assert found == [("b", b"2"), ("a", b"1")]


@pytest.mark.parametrize("dress", [bytes, lying])
def test_a_file_that_grows_too_large_is_stopped_whatever_it_says(dress: type[bytes], tmp_path: Path) -> None:
    bomb = dress(archive(a=bytes(3 * MIB)))
    path = tmp_path / "bomb.zip"
    path.write_bytes(bomb)
    for file in (bomb, path):
        with pytest.raises(PayloadTooLarge):
            unpacking.check(file, room=SMALL)
    with pytest.raises(PayloadTooLarge):
        list(unpacking.members(bomb, wanted=lambda _name: True, room=SMALL))


def test_many_small_files_may_be_too_much_together() -> None:
    with pytest.raises(PayloadTooLarge):
        unpacking.check(archive(a=bytes(2 * MIB), b=bytes(2 * MIB), c=b"1"), room=SMALL)
    with pytest.raises(PayloadTooLarge, match="mehr als 5 Dateien"):
        unpacking.check(archive(**{str(number): b"" for number in range(6)}), room=SMALL)


def test_what_multiplies_beyond_measure_is_a_bomb_though_it_would_fit() -> None:
    room = Room(member_bytes=64 * MIB, total_bytes=64 * MIB, ratio=100, ratio_from=MIB)
    with pytest.raises(PayloadTooLarge, match="100-mal"):
        unpacking.check(archive(a=bytes(4 * MIB)), room=room)


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"", archive(a=b"text")[:-30]])
def test_a_damaged_archive_is_refused(content: bytes) -> None:
    with pytest.raises(PayloadRejected, match="beschädigt"):
        unpacking.check(content, room=SMALL)


def test_compressed_bodies_stop_at_their_limit() -> None:
    with pytest.raises(BodyTooLarge):
        unpack_gzip(gzip.compress(bytes(2 * MIB)), most=MIB)
    with pytest.raises(BodyTooLarge):
        unpack_gzip(gzip.compress(bytes(MIB - 10)) + gzip.compress(bytes(MIB)), most=MIB)
    with pytest.raises(BodyTooLarge):
        unpack_zstd(zstandard.compress(bytes(2 * MIB)), most=MIB)

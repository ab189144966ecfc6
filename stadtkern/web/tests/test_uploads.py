# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An upload is what its content says, not what its name says."""

from __future__ import annotations

import io
import zipfile

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict
from PIL import Image

from stadtkern.kernel.errors import PayloadTooLarge
from stadtkern.kernel.tests.people_of_tests import administrator
from stadtkern.web import uploads
from stadtkern.web.uploads import FileUnsuited, Kind


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(target, form)
    return target.getvalue()


def files(name: str, content: bytes) -> MultiValueDict[str, UploadedFile[bytes]]:
    return MultiValueDict({"file": [SimpleUploadedFile(name, content, "text/csv")]})


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a.csv", "a;b")
    return target.getvalue()


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (picture("PNG"), Kind.PNG),
        (picture("JPEG"), Kind.JPEG),
        (picture("WEBP"), Kind.WEBP),
        (archive(), Kind.ZIP),
        (b"%PDF-1.7 ...", Kind.PDF),
        ("nummer;straße\r\n1;Kö\r\n".encode(), Kind.TEXT),
        ("nummer;straße\r\n".encode("cp1252"), Kind.TEXT),
        ("nummer;straße".encode("utf-16"), Kind.TEXT),
        (b'\xef\xbb\xbf{"type": "FeatureCollection"}', Kind.TEXT),
        (b"<?xml version='1.0'?><kml/>", Kind.XML),
        (b" <!DOCTYPE html><p>", Kind.HTML),
        (b"<?xml version='1.0'?><svg onload='x()'>", Kind.HTML),
        (b"<a xmlns='http://www.w3.org/1999/xhtml'>", Kind.HTML),
        (b"<\x00h\x00t\x00m\x00l\x00", Kind.OTHER),
        ("\ufeff<html>".encode("utf-16-le"), Kind.HTML),
        (b"\xff\xd8\xff\xe0<script>alert(1)</script>", Kind.HTML),
        (b"MZ\x90\x00", Kind.PROGRAM),
        (b"\x7fELF\x02", Kind.PROGRAM),
        (b"#!/bin/sh", Kind.PROGRAM),
        (b"\x00\x01\x02", Kind.OTHER),
    ],
)
def test_the_first_bytes_say_what_a_file_is(start: bytes, kind: Kind) -> None:
    assert uploads.kind_of(start) is kind


def test_a_program_under_the_name_of_a_picture_is_refused() -> None:
    with pytest.raises(FileUnsuited):
        uploads.checked(SimpleUploadedFile("a.png", b"MZ\x90\x00"), kinds=uploads.PICTURES, most=100)


def test_an_empty_and_a_too_large_file_are_refused() -> None:
    with pytest.raises(FileUnsuited, match="leer"):
        uploads.checked(SimpleUploadedFile("a.csv", b""), kinds=uploads.TEXTS, most=100)
    with pytest.raises(PayloadTooLarge):
        uploads.checked(SimpleUploadedFile("a.csv", b"x" * 101), kinds=uploads.TEXTS, most=100)


def test_after_the_check_a_file_is_read_from_its_beginning() -> None:
    file = SimpleUploadedFile("a.csv", b"a;b")
    assert uploads.checked(file, kinds=uploads.TEXTS, most=100).kind is Kind.TEXT
    assert file.read() == b"a;b"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Daten\\Bäume 2026.csv", "Bäume 2026.csv"),
        ("rechnung\u202efdp.exe", "rechnungfdp.exe"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie: x.csv"),
        (".htaccess", "htaccess"),
        ("..", "datei"),
        ("", "datei"),
        ("x" * 300 + ".geojson", "x" * 112 + ".geojson"),
    ],
)
def test_a_name_keeps_only_what_a_person_can_read(given: str, safe: str) -> None:
    assert uploads.safe_name(given) == safe


def test_a_form_says_at_its_field_what_is_wrong() -> None:
    class Form(forms.Form):
        """One file."""

        file = uploads.UploadField(kinds=uploads.TEXTS, most=100)

    form = Form({}, files("a.csv", b"<html>"))
    assert "Dateien dieser Art" in form.errors["file"][0]
    assert Form({}, files("../a.csv", b"a;b")).is_valid()


@pytest.mark.django_db
@pytest.mark.usefixtures("lake")
def test_a_stranger_cannot_fill_the_disk_through_a_form() -> None:
    huge = str(uploads.LARGEST_BODY + 1)
    answer = Client().post("/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=huge)
    assert answer.status_code == 413
    assert "höchstens 20 MiB" in answer.content.decode()
    staff = Client()
    staff.force_login(administrator())
    answer = staff.post("/cockpit/", b"", content_type="text/plain", CONTENT_LENGTH=huge)
    assert answer.status_code != 413

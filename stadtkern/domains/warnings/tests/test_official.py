# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of authorities: what applies is the same whatever the order in which they arrive."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stadtkern.domains.warnings import official
from stadtkern.domains.warnings.models import OfficialAlert
from stadtkern.kernel.errors import PayloadRejected

from .messages import ELSEWHERE, NOW, current, info, message, take_in

pytestmark = pytest.mark.django_db

STORY = (
    message("a"),
    message("b", "Update", of=("a",), minutes=10),
    message("c", "Update", of=("b",), minutes=20),
    message("d", "Cancel", of=("c",), minutes=30),
)


@pytest.mark.parametrize(
    ("story", "stands"),
    [(STORY[:1], ["a"]), (STORY[:2], ["b"]), (STORY[:3], ["c"]), (STORY, [])],
    ids=["alert", "update", "second update", "cancel"],
)
def test_an_update_replaces_and_a_cancel_ends_in_every_order(
    story: tuple[bytes, ...], stands: list[str]
) -> None:
    for order in permutations(story):
        OfficialAlert.objects.all().delete()
        take_in(*order)
        assert current() == stands
        assert OfficialAlert.objects.count() == len(story)


def states() -> list[tuple[object, ...]]:
    rows = OfficialAlert.objects.order_by("identifier")
    return list(
        rows.values_list("identifier", "superseded_by__identifier", "cancelled_by__identifier", "local")
    )


class AnyOrder(TestCase):
    """The state is a function of the messages, not of their order and repetition."""

    @settings(max_examples=15, deadline=None)
    @given(st.data())
    def test_shuffled_and_repeated_messages_end_in_the_same_state(self, data: st.DataObject) -> None:
        """Whatever speaks of whatever, in earnest or as a test, here or elsewhere."""
        letters = "abcdef"
        documents = []
        for number, letter in enumerate(letters):
            kind = data.draw(st.sampled_from(["Alert", "Update", "Cancel"])) if number else "Alert"
            of = (
                tuple(
                    data.draw(
                        st.lists(st.sampled_from(letters[:number]), min_size=1, max_size=2, unique=True)
                    )
                )
                if kind != "Alert"
                else ()
            )
            cell = data.draw(st.sampled_from([None, ELSEWHERE]))
            infos = (info(cell=cell),) if cell else None
            status = data.draw(st.sampled_from(["Actual", "Actual", "Test"]))
            documents.append(message(letter, kind, of=of, minutes=number, infos=infos, status=status))
        take_in(*documents)
        expected = states()

        OfficialAlert.objects.all().delete()
        take_in(*data.draw(st.permutations(documents + documents[:3])))

        assert states() == expected


def test_a_message_that_arrives_again_is_known() -> None:
    assert take_in(message(), message()) == ["new", "known"]


def test_what_lies_elsewhere_is_not_kept_unless_it_ends_something() -> None:
    elsewhere = (info(cell=ELSEWHERE),)

    assert take_in(message("x", infos=elsewhere)) == ["elsewhere"]
    assert OfficialAlert.objects.count() == 0

    moved = message("b", "Update", of=("a",), minutes=5, infos=elsewhere)
    take_in(moved, message("a"))
    assert current() == []
    assert OfficialAlert.objects.get(identifier="b").raw == ""


def test_a_reference_to_an_unknown_message_is_kept() -> None:
    take_in(message("b", "Update", of=("unknown",)))

    assert current() == ["b"]
    assert OfficialAlert.objects.get().references.get().identifier == "unknown"


def test_a_test_ends_nothing_real() -> None:
    take_in(message("a"), message("t", "Cancel", of=("a",), minutes=5, status="Test"))

    assert current() == ["a"]


def test_another_sender_and_an_older_message_end_nothing() -> None:
    older = message("o", "Cancel", of=("a",), minutes=-30)
    foreign = message("f", "Cancel", of=("a",), minutes=5).replace(
        b"amt@example.org,a", b"other@example.org,a"
    )
    take_in(message("a"), older, foreign)

    assert current() == ["a"]


def test_a_warning_disappears_when_it_expires() -> None:
    take_in(message(infos=(info(hours=1),)))

    assert OfficialAlert.objects.current(NOW).exists()
    later = NOW + timedelta(hours=1)
    assert not OfficialAlert.objects.current(later).exists()
    assert OfficialAlert.objects.past(later).exists()


def test_only_the_parts_for_the_city_count() -> None:
    parts = (
        info(severity="Extreme", cell=ELSEWHERE),
        info(severity="Minor"),
        info(severity="Minor", language="en"),
    )
    take_in(message(infos=parts))

    alert = OfficialAlert.objects.get()
    assert alert.severity == 3
    assert official.told(alert, "de").title == "STURM"
    assert official.told(alert, "en").title == "storm"
    assert official.told(alert, "fr").language == "de-DE"


def test_an_address_that_is_no_web_address_is_not_linked() -> None:
    document = message().replace(b"https://wetter.example/", b"javascript:alert(1)")
    take_in(document)

    assert official.told(OfficialAlert.objects.get(), "de").web == ""


def test_private_messages_and_drafts_are_never_shown() -> None:
    take_in(message("p").replace(b">Public<", b">Private<"), message("d", status="Draft"))

    assert current() == []


def test_a_broken_message_leaves_nothing_behind() -> None:
    with pytest.raises(PayloadRejected):
        take_in(message().replace(b">Severe<", b">Bad<"))
    assert OfficialAlert.objects.count() == 0


def test_old_warnings_are_deleted_after_a_year() -> None:
    take_in(message("a"), message("b", "Update", of=("x",), infos=(info(cell=ELSEWHERE),)))

    assert official.prune(NOW + timedelta(days=13)) == 0
    official.prune(NOW + timedelta(days=30))
    assert list(OfficialAlert.objects.values_list("identifier", flat=True)) == ["a"]
    official.prune(NOW + timedelta(days=367))
    assert not OfficialAlert.objects.exists()

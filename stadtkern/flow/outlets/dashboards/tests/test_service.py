# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Building, saving, sharing and deleting dashboards."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from stadtkern.flow.outlets.dashboards import declared, service
from stadtkern.flow.outlets.dashboards.declared import Declared
from stadtkern.flow.outlets.dashboards.definitions import dashboard_of
from stadtkern.flow.outlets.dashboards.errors import DashboardRefused, SavedMeanwhile
from stadtkern.flow.outlets.dashboards.models import StoredDashboard, Visibility
from stadtkern.kernel import sharing
from stadtkern.kernel.errors import NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry

from .cities import NOW, built, chart, department, number, somebody, words

pytestmark = pytest.mark.django_db


def test_a_new_dashboard_is_internal_and_its_department_reads_it() -> None:
    owner, other = department(), department("Amt für Umwelt")
    clerk, stranger = somebody("clara", owner), somebody("sven", other)
    row = built(clerk, owner)
    assert service.dashboard(row.key, clerk).dashboard.key == row.key
    for reader in (None, stranger):
        with pytest.raises(NotFound):
            service.dashboard(row.key, reader)


def test_a_stranger_builds_nothing_for_another_department() -> None:
    owner, other = department(), department("Amt für Umwelt")
    with pytest.raises(NotPermitted):
        built(somebody("sven", other), owner)


def test_only_those_of_the_whole_city_build_for_the_whole_city() -> None:
    owner = department()
    with pytest.raises(NotPermitted):
        built(somebody("clara", owner), None)
    assert built(somebody("anna", administrator=True), None).department is None


def test_saving_makes_a_revision_and_leaves_a_trace() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    saved = service.save(clerk, row.key, words(number(), chart()), expected_revision=1, at=NOW)
    assert (saved.revision, [one.number for one in service.revisions(clerk, row.key)]) == (2, [2, 1])
    assert AuditEntry.objects.filter(action="dashboard.edit", subject=f"dashboard {row.key}").count() == 1


def test_the_same_words_again_make_no_revision() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    said = service.dashboard(row.key, clerk).dashboard
    assert service.save(clerk, row.key, said, expected_revision=1, at=NOW).revision == 1


def test_two_who_edit_do_not_overwrite_each_other() -> None:
    owner = department()
    one, two = somebody("clara", owner), somebody("otto", owner)
    row = built(one, owner)
    service.save(two, row.key, words(number()), expected_revision=1, at=NOW)
    with pytest.raises(SavedMeanwhile, match="otto"):
        service.save(one, row.key, words(chart()), expected_revision=1, at=NOW)


def test_an_earlier_revision_comes_back_as_a_new_one() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    service.save(clerk, row.key, words(number()), expected_revision=1, at=NOW)
    back = service.restore_revision(clerk, row.key, 1, expected_revision=2, at=NOW)
    assert (back.revision, dashboard_of(back).pages[0].tiles[0].key) == (3, "hallo")
    assert service.revisions(clerk, row.key)[0].restored_from == 1


def test_at_most_fifty_revisions_are_kept() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    StoredDashboard.objects.filter(pk=row.pk).update(revision=60)
    service.save(clerk, row.key, words(number()), expected_revision=60, at=NOW)
    assert [one.number for one in service.revisions(clerk, row.key)] == [61, 60]


def test_two_tiles_of_one_key_are_refused_in_german() -> None:
    owner = department()
    with pytest.raises(DashboardRefused, match="doppelt"):
        built(somebody("clara", owner), owner, number("a"), chart("a"))


def test_values_that_no_number_is_are_refused() -> None:
    owner = department()
    broken = msgspec.structs.replace(number(), width=99)
    with pytest.raises(DashboardRefused):
        built(somebody("clara", owner), owner, broken)


def test_a_published_dashboard_is_read_by_everybody_and_a_hidden_one_no_more() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    service.publish(clerk, row.key, at=NOW)
    assert service.dashboard(row.key, None).public
    service.unpublish(clerk, row.key, at=NOW)
    with pytest.raises(NotFound):
        service.dashboard(row.key, None)


def test_a_shared_dashboard_is_read_by_the_other_department() -> None:
    owner, other = department(), department("Amt für Umwelt")
    clerk, neighbour = somebody("clara", owner), somebody("nina", other)
    row = built(clerk, owner)
    service.set_visibility(clerk, row.key, Visibility.SHARED, at=NOW)
    sharing.share_with_department(clerk, service.as_shareable(row), other, at=NOW)
    assert service.dashboard(row.key, neighbour).row == row
    with pytest.raises(NotPermitted):
        service.save(neighbour, row.key, words(number()), expected_revision=1, at=NOW)


def test_a_copy_is_internal_and_says_the_same() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner, number())
    service.publish(clerk, row.key, at=NOW)
    made = service.copy(clerk, row.key, department=owner, at=NOW)
    assert (made.visibility, made.title) == (Visibility.INTERNAL, "Radverkehr (Kopie)")
    assert dashboard_of(made).pages == dashboard_of(row).pages


def test_a_deleted_dashboard_comes_back_within_thirty_days_and_goes_then() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    row = built(clerk, owner)
    service.delete(clerk, row.key, at=NOW)
    with pytest.raises(NotFound):
        service.dashboard(row.key, clerk)
    assert service.undelete(clerk, row.key, at=NOW).deleted_at is None
    service.delete(clerk, row.key, at=NOW)
    assert service.purge(NOW + timedelta(days=29)) == 0
    assert service.purge(NOW + timedelta(days=31)) == 1
    assert not StoredDashboard.objects.filter(key=row.key).exists()


def test_a_stranger_brings_nothing_back() -> None:
    owner = department()
    clerk, stranger = somebody("clara", owner), somebody("sven", department("Amt für Umwelt"))
    row = built(clerk, owner)
    service.delete(clerk, row.key, at=NOW)
    with pytest.raises(NotFound):
        service.undelete(stranger, row.key, at=NOW)


def test_a_declared_dashboard_follows_its_declaration_until_it_is_adjusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [msgspec.structs.replace(words(number()), key="erprobt")]
    monkeypatch.setattr(declared, "_READY", [lambda: [Declared(dashboard=one) for one in said]])
    anna = somebody("anna", administrator=True)
    assert service.dashboard("erprobt", None).public
    said[0] = msgspec.structs.replace(said[0], title="Neu")
    declared.keep_up(NOW)
    row = service.dashboard("erprobt", None).row
    assert (row.title, row.revision) == ("Neu", 2)
    service.save(anna, "erprobt", words(chart(), title="Unser"), expected_revision=2, at=NOW)
    said[0] = msgspec.structs.replace(said[0], title="Noch neuer")
    declared.keep_up(NOW)
    assert service.dashboard("erprobt", None).dashboard.title == "Unser"
    assert dashboard_of(service.reset(anna, "erprobt", at=NOW)).title == "Noch neuer"


def test_a_deleted_declared_dashboard_stays_deleted_and_can_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = msgspec.structs.replace(words(number()), key="erprobt")
    monkeypatch.setattr(declared, "_READY", [lambda: [Declared(dashboard=said)]])
    anna = somebody("anna", administrator=True)
    service.dashboard("erprobt", anna)
    service.delete(anna, "erprobt", at=NOW)
    declared.keep_up(NOW)
    assert service.purge(NOW + timedelta(days=90)) == 0
    with pytest.raises(NotFound):
        service.dashboard("erprobt", None)
    service.undelete(anna, "erprobt", at=NOW)
    assert service.dashboard("erprobt", None)


def test_a_key_comes_from_the_title_and_is_free() -> None:
    owner = department()
    clerk = somebody("clara", owner)
    one, two = (built(clerk, owner, title="Öffentliche Straßen") for _again in range(2))
    assert one.key == "oeffentliche-strassen"
    assert two.key.startswith("oeffentliche-strassen-")

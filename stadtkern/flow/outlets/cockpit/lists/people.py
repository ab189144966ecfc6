# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of accounts: found by name, role and use; taken out of use many at once."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.cockpit.wording import scope_words
from stadtkern.kernel import people
from stadtkern.kernel.models import Grant, Person
from stadtkern.kernel.roles import Role
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Column, Deed, Filter, Listing

_HELD = "held"


def listing(now: datetime) -> Listing[Person]:
    """All accounts, with the roles that count now."""
    current = Grant.objects.current(now).select_related("department").order_by("pk")
    return Listing(
        key="konten",
        title=_("Konten"),
        source=Stored(rows=Person.objects.prefetch_related(Prefetch("grants", current, to_attr=_HELD))),
        columns=(
            Column(
                key="anmeldename",
                title=_("Anmeldename"),
                value=lambda one: one.username,
                sort="username",
                address=lambda one: reverse("cockpit:person", args=[one.pk]),
            ),
            Column(key="name", title=_("Name"), value=lambda one: one.get_full_name(), sort="last_name"),
            Column(key="rollen", title=_("Rollen"), value=_roles),
            Column(
                key="angemeldet",
                title=_("zuletzt angemeldet"),
                value=lambda one: one.last_login,
                sort="last_login",
                falling=True,
            ),
            Column(
                key="konto",
                title=_("Konto"),
                value=lambda one: _("in Betrieb") if one.is_active else _("außer Betrieb"),
                sort="is_active",
                template="cockpit/account_state.html",
            ),
        ),
        filters=_filters(now),
        deeds=(_deed(active=False), _deed(active=True)),
        empty=(_("Niemand gefunden"), ""),
        personal=True,
    )


def _filters(now: datetime) -> tuple[Filter[Person], ...]:
    def granted(role: str) -> Q:
        return Q(pk__in=Grant.objects.current(now).filter(role=role).values("person"))

    return (
        Filter(
            key="q",
            title=_("Name oder Anmeldename"),
            kind="words",
            condition=lambda words: (
                Q(username__icontains=words) | Q(first_name__icontains=words) | Q(last_name__icontains=words)
            ),
        ),
        Filter(key="rolle", title=_("Rolle"), choices=Role.choices, every=_("alle"), condition=granted),
        Filter(
            key="konto",
            title=_("Konto"),
            choices=(("an", _("in Betrieb")), ("aus", _("außer Betrieb"))),
            every=_("alle"),
            condition=lambda value: Q(is_active=value == "an"),
        ),
    )


def _deed(*, active: bool) -> Deed[Person]:
    if active:
        return Deed(
            key="in-betrieb",
            title=_("In Betrieb nehmen"),
            question=_("Konten wieder in Betrieb nehmen?"),
            explained=_("Die Personen können sich wieder anmelden und haben dieselben Rollen wie zuvor."),
            done=partial(_set_active, True),
            said=lambda n: (
                ngettext("%(n)s Konto ist in Betrieb.", "%(n)s Konten sind in Betrieb.", n) % {"n": n}
            ),
        )
    return Deed(
        key="ausser-betrieb",
        title=_("Außer Betrieb nehmen"),
        question=_("Konten außer Betrieb nehmen?"),
        explained=_(
            "Die Personen werden sofort abgemeldet und kommen nicht mehr hinein. Nichts wird gelöscht; "
            "die Konten lassen sich jederzeit wieder in Betrieb nehmen."
        ),
        done=partial(_set_active, False),
        said=lambda n: (
            ngettext("%(n)s Konto ist außer Betrieb.", "%(n)s Konten sind außer Betrieb.", n) % {"n": n}
        ),
        serious=True,
    )


def _set_active(active: bool, person: Person, one: Person, at: datetime) -> None:
    people.set_active(person, one, active, at=at)


def _roles(one: Person) -> str:
    """Roles, those of the same place together."""
    held: list[Grant] = getattr(one, _HELD, [])
    places: dict[str, list[str]] = {}
    for grant in held:
        roles = places.setdefault(scope_words(grant), [])
        if grant.get_role_display() not in roles:
            roles.append(grant.get_role_display())
    return "; ".join(f"{place}: {', '.join(roles)}" for place, roles in places.items()) or _("keine Rolle")

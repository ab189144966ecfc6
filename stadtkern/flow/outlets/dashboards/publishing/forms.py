# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms by which screens are set up and reports are ordered."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.kernel import rights
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from .models import Every, Language, ReportOrder, Screen
from .orders import Wish
from .programme import LONGEST_S, SHORTEST_S, USUAL_S, Entry
from .screens import MOST_ENTRIES, Programme

Choices = list[tuple[str, str | list[tuple[str, str]]]]
_WEEKDAYS = (
    (0, gettext_lazy("Montag")),
    (1, gettext_lazy("Dienstag")),
    (2, gettext_lazy("Mittwoch")),
    (3, gettext_lazy("Donnerstag")),
    (4, gettext_lazy("Freitag")),
    (5, gettext_lazy("Samstag")),
    (6, gettext_lazy("Sonntag")),
)


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """A department for which somebody works; empty is the city as a whole, where that is permitted."""

    def __init__(self, person: Person) -> None:
        whole = rights.may(person, Action.EDIT)
        super().__init__(
            label=gettext_lazy("Fachbereich"),
            queryset=departments_for(person),
            required=not whole,
            empty_label=_("Stadt insgesamt") if whole else _("Bitte wählen"),
        )


def departments_for(person: Person) -> QuerySet[Department]:
    """The departments for which somebody may set up screens and order reports."""
    return Department.objects.filter(pk__in=rights.departments_of(person))


def page_choices(reads: Sequence[Read]) -> Choices:
    """Dashboards and their pages, for a list to choose from."""
    found: Choices = [("", _("– nichts –"))]
    for one in reads:
        key = one.dashboard.key
        title = (
            one.dashboard.title if one.public else _("%(title)s (intern)") % {"title": one.dashboard.title}
        )
        pages = [(f"{key}/{page.key}", f"{title}: {page.title}") for page in one.dashboard.pages]
        found.append((title, [(key, _("%(title)s: alle Seiten") % {"title": title}), *pages]))
    return found


class ScreenForm(forms.Form):
    """Title, owner, language and night of a screen."""

    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=200,
        help_text=gettext_lazy("Wo die Anzeige hängt, zum Beispiel: Foyer im Rathaus."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Sprache"), choices=Language.choices)
    night_begins = forms.TimeField(
        label=gettext_lazy("Dunkel ab"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Leer: auch nachts an."),
    )
    night_ends = forms.TimeField(
        label=gettext_lazy("Wieder hell ab"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: QueryDict | None, person: Person, screen: Screen | None = None) -> None:
        """With what was sent, or what the screen says."""
        initial = {} if screen is None else {
            "title": screen.title,
            "language": screen.language,
            "night_begins": screen.night_begins,
            "night_ends": screen.night_ends,
            "department": screen.department_id,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["department"] = OwnerField(person)

    def programme(self, entries: tuple[Entry, ...]) -> Programme:
        """What the valid form says, with the rows beside it."""
        said = self.cleaned_data
        return Programme(
            title=said["title"],
            entries=entries,
            department=said["department"],
            language=said["language"],
            night_begins=said["night_begins"],
            night_ends=said["night_ends"],
        )


class EntryForm(forms.Form):
    """One row of a programme."""

    shown = forms.ChoiceField(label=gettext_lazy("Was"), required=False)
    seconds = forms.IntegerField(
        label=gettext_lazy("Sekunden je Seite"),
        min_value=SHORTEST_S,
        max_value=LONGEST_S,
        required=False,
        initial=USUAL_S,
    )
    place = forms.IntegerField(label=gettext_lazy("Reihenfolge"), min_value=1, max_value=99, required=False)

    def __init__(self, *args: object, choices: Choices, **given: object) -> None:
        """``choices``: the pages that may be shown."""
        super().__init__(*args, **given)  # type: ignore[arg-type]
        self.fields["shown"].choices = choices  # type: ignore[attr-defined]


ProgrammeForms = forms.formset_factory(EntryForm, extra=3, max_num=MOST_ENTRIES)
"""The rows of a programme."""


def programme_forms(
    data: QueryDict | None, reads: Sequence[Read], entries: Sequence[Entry] = ()
) -> forms.BaseFormSet[EntryForm]:
    """Rows for what is shown now, and three empty ones."""
    initial = [
        {
            "shown": f"{one.dashboard}/{one.page}" if one.page else one.dashboard,
            "seconds": one.seconds,
            "place": place,
        }
        for place, one in enumerate(entries, start=1)
    ]
    return ProgrammeForms(data, initial=initial, prefix="zeile", form_kwargs={"choices": page_choices(reads)})


def entries_of(rows: forms.BaseFormSet[EntryForm]) -> tuple[Entry, ...]:
    """What the valid rows say, in the order of their numbers; empty ones count for nothing."""
    told = [(place, one.cleaned_data) for place, one in enumerate(rows.forms) if one.cleaned_data]
    told.sort(key=lambda row: (row[1].get("place") or row[0] + 1, row[0]))
    return tuple(_entry(said) for _place, said in told if said.get("shown"))


def _entry(said: dict[str, object]) -> Entry:
    dashboard, _slash, page = str(said["shown"]).partition("/")
    seconds = said.get("seconds")
    return Entry(dashboard=dashboard, page=page, seconds=seconds if isinstance(seconds, int) else USUAL_S)


class OrderForm(forms.Form):
    """When and how a report is sent."""

    every = forms.ChoiceField(label=gettext_lazy("Wie oft"), choices=Every.choices, initial=Every.WEEKLY)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Wochentag"),
        choices=_WEEKDAYS,
        coerce=int,
        initial=0,
        help_text=gettext_lazy("Zählt bei wöchentlichem Versand."),
    )
    month_day = forms.IntegerField(
        label=gettext_lazy("Tag im Monat"),
        min_value=1,
        max_value=31,
        initial=1,
        help_text=gettext_lazy("Zählt bei monatlichem Versand; in kürzeren Monaten am letzten Tag."),
    )
    hour = forms.IntegerField(label=gettext_lazy("Stunde"), min_value=0, max_value=23, initial=7)
    language = forms.ChoiceField(label=gettext_lazy("Sprache"), choices=Language.choices)
    plain = forms.BooleanField(label=gettext_lazy("In einfacher Sprache"), required=False)

    def __init__(self, data: QueryDict | None, order: ReportOrder | None = None) -> None:
        """With what was sent, or what the order says."""
        names = ("every", "weekday", "month_day", "hour", "language", "plain")
        initial = {} if order is None else {name: getattr(order, name) for name in names}
        super().__init__(data, initial=initial)

    def wish(self) -> Wish:
        """What the valid form says."""
        said = self.cleaned_data
        return Wish(
            every=said["every"],
            weekday=said["weekday"],
            month_day=said["month_day"],
            hour=said["hour"],
            language=said["language"],
            plain=said["plain"],
        )


class NewOrderForm(OrderForm):
    """Which dashboard, beside when and how."""

    dashboard = forms.ChoiceField(label=gettext_lazy("Dashboard"))
    field_order = ("dashboard", "department", "every", "weekday", "month_day", "hour", "language", "plain")

    def __init__(self, data: QueryDict | None, person: Person, reads: Sequence[Read]) -> None:
        """For what the person reads."""
        super().__init__(data)
        found = [(one.dashboard.key, one.dashboard.title) for one in reads]
        self.fields["dashboard"].choices = found  # type: ignore[attr-defined]
        self.fields["department"] = OwnerField(person)
        self.order_fields(self.field_order)


class PersonForm(forms.Form):
    """Somebody who works for the city."""

    username = forms.CharField(
        label=gettext_lazy("Anmeldename"),
        max_length=150,
        help_text=gettext_lazy("Von jemandem, der für die Kommune arbeitet und das Dashboard lesen darf."),
    )


class AddressForm(forms.Form):
    """Somebody outside, who is asked first."""

    email = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        help_text=gettext_lazy(
            "Die Person bekommt zuerst eine Anfrage. Berichte gehen erst hinaus, wenn sie zugestimmt hat."
        ),
    )

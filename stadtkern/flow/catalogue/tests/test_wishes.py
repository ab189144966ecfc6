# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data that people ask for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stadtkern.flow.catalogue import wishes
from stadtkern.flow.catalogue.models import DatasetRequest, RequestState
from stadtkern.flow.catalogue.wishes import Reply
from stadtkern.kernel import retaining
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound

from . import givens
from .givens import NOW

pytestmark = pytest.mark.django_db


def _wish(email: str = "wer@example.org") -> DatasetRequest:
    return wishes.take_in(subject="Trinkbrunnen", purpose="Für eine Karte.", email=email, now=NOW)


def test_who_asked_sees_the_answer_by_a_link_nobody_can_guess() -> None:
    wish = _wish()
    head = givens.person("head", administrator=True)
    givens.dataset("trinkbrunnen")
    reply = Reply(state=RequestState.PUBLISHED, answer="Da sind sie.", dataset="trinkbrunnen")
    wishes.respond(head, wish.pk, reply, now=NOW)
    found = wishes.by_token(wish.token)
    assert (found.state, found.answer, found.dataset) == ("published", "Da sind sie.", "trinkbrunnen")
    assert len(wish.token) >= 32
    with pytest.raises(NotFound):
        wishes.by_token("erraten")


def test_the_e_mail_goes_30_days_after_the_answer_and_the_request_after_a_year() -> None:
    wish = _wish()
    head = givens.person("head", administrator=True)
    wishes.respond(head, wish.pk, Reply(state=RequestState.DECLINED, answer="Gibt es nicht."), now=NOW)
    retaining.enforce(NOW + timedelta(days=30))
    assert wishes.by_token(wish.token).email
    retaining.enforce(NOW + timedelta(days=31))
    assert wishes.by_token(wish.token).email == ""
    retaining.enforce(NOW + timedelta(days=366))
    assert not DatasetRequest.objects.exists()


def test_a_department_answers_only_what_it_was_given() -> None:
    wish = _wish()
    clerk = givens.person("clerk", givens.department())
    assert wishes.visible(clerk) == []
    with pytest.raises(NotFound):
        wishes.respond(clerk, wish.pk, Reply(state=RequestState.CHECKING), now=NOW)
    head = givens.person("head", administrator=True)
    given = Reply(state=RequestState.CHECKING, department=givens.department())
    wishes.respond(head, wish.pk, given, now=NOW)
    assert [one.pk for one in wishes.visible(clerk)] == [wish.pk]


def test_a_closing_answer_says_something_and_names_public_data() -> None:
    wish = _wish()
    head = givens.person("head", administrator=True)
    with pytest.raises(Contradiction):
        wishes.respond(head, wish.pk, Reply(state=RequestState.DECLINED), now=NOW)
    with pytest.raises(Contradiction):
        reply = Reply(state=RequestState.PUBLISHED, answer="Hier.", dataset="gibt-es-nicht")
        wishes.respond(head, wish.pk, reply, now=NOW)


def test_too_many_requests_in_an_hour_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "PER_HOUR", 1)
    _wish()
    with pytest.raises(LimitExceeded):
        _wish()

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests below ``/api/3/action/`` and ``/api/action/``: GET, POST with JSON or a form."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.http import HttpRequest, HttpResponseBase, RawPostDataException, UnreadablePostError
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer, Header, written
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.answering.views import sent
from stadtkern.flow.outlets.dcat.http.views import addresses_of
from stadtkern.kernel.errors import CityError, PayloadTooLarge

from . import index
from .actions import known
from .errors import ActionUnknown, BodyUnreadable
from .parameters import Asked
from .problems import RETRY_S, problem

MOST_BODY = 1024 * 1024
_JSON = "application/json;charset=utf-8"
_METHODS = ("GET", "HEAD", "POST")


def version(request: HttpRequest) -> HttpResponseBase:
    """Which version of the interface this is."""
    return sent(request, _json({"version": 3}))


@csrf_exempt
def action(request: HttpRequest, name: str) -> HttpResponseBase:
    """One action. Nothing here changes anything, so no token is asked for."""
    if request.method == "OPTIONS":
        return sent(request, sending.preflight("GET, HEAD, POST, OPTIONS"))
    if request.method not in _METHODS:
        return sent(request, _json("Bad request - only GET and POST", status=405))
    try:
        asked = Asked(given=_given(request), root=addresses_of(request).root)
        return sent(request, _answered(name, asked))
    except (ActionUnknown, BodyUnreadable) as error:
        return sent(request, _json(f"Bad request - {error}", status=400))
    except PayloadTooLarge as error:
        return sent(request, _json(f"Bad request - {error}", status=413))


def dataset_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """Where CKAN shows a package: the page of the dataset, by its name or id."""
    row = index.index().by_name.get(name)
    return redirect(f"/daten/{row.key if row else name}/")


def _answered(name: str, asked: Asked) -> Answer:
    """The result in the envelope of CKAN; also when something went wrong.

    Raises:
        ActionUnknown: there is no such action.
    """
    chosen = known.action(name)
    about = f"{asked.root}/api/3/action/help_show?name={name}"
    try:
        return _json({"help": about, "success": True, "result": chosen(asked)}, tagged=True)
    except CityError as error:
        status, said = problem(error)
        later: tuple[Header, ...] = (("Retry-After", str(RETRY_S)),) if status == 503 else ()
        return _json({"help": about, "success": False, "error": said}, status=status, headers=later)


def _given(request: HttpRequest) -> Mapping[str, object]:
    """Parameters of the address, and of the body when there is one, which come first.

    Raises:
        BodyUnreadable: the body is neither a JSON object nor a form.
        PayloadTooLarge: it is over the limit.
    """
    given: dict[str, object] = dict(request.GET.items())
    if request.method != "POST":
        return given
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
        raise PayloadTooLarge(f"the body may have {MOST_BODY} bytes")
    if request.content_type == "multipart/form-data":
        return given | dict(request.POST.items())
    return given | _object(request)


def _object(request: HttpRequest) -> dict[str, object]:
    """A JSON object, whatever the body calls itself; else a form."""
    try:
        body = request.body
    except (RawPostDataException, UnreadablePostError) as error:
        raise BodyUnreadable("the body cannot be read") from error
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if request.content_type == "application/x-www-form-urlencoded" and not body.lstrip().startswith(b"{"):
            return dict(request.POST.items())
        raise BodyUnreadable(f"JSON Error: {error}") from error
    if not isinstance(found, dict):
        raise BodyUnreadable(f"Request data JSON decoded to {found!r:.60} but it needs to be a dictionary.")
    return {str(key): value for key, value in found.items()}


def _json(
    content: object, *, status: int = 200, headers: tuple[Header, ...] = (), tagged: bool = False
) -> Answer:
    made = written(content, status=status, headers=headers)
    tag = tag_of(made.body) if tagged else ""
    return Answer(status=status, body=made.body, media_type=_JSON, headers=headers, tag=tag)

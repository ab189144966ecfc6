# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way to an identity provider and back, and what the provider says when somebody signs out there."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from requests import RequestException

from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person
from stadtkern.web.accounts import sessions

from . import tokens
from .adapter import _refused
from .provider import CityOAuth2Adapter
from .providers import IdentityProvider, configured, provider_of
from .tokens import TokenRefused


@never_cache
@require_POST
def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to the provider: by a page that goes on by itself, because forms may lead nowhere else (CSP)."""
    known = _known(provider_id)
    try:
        response = OAuth2LoginView.adapter_view(CityOAuth2Adapter(request, provider_id))(request)
    except (OAuth2Error, RequestException):
        return _unreachable(request, known)
    if isinstance(response, HttpResponseRedirectBase):
        return render(request, "accounts/outside_go.html", {"provider": known, "address": response.url})
    answer: HttpResponseBase = response
    return answer


@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from the provider with a code."""
    _known(provider_id)
    view = OAuth2CallbackView.adapter_view(CityOAuth2Adapter(request, provider_id))
    answer: HttpResponseBase = view(request)
    return answer


@never_cache
@csrf_exempt
@require_POST
def signed_out(request: HttpRequest, provider_id: str) -> JsonResponse:
    """Somebody has signed out at the provider, which says so itself: the sessions here end too."""
    known = _known(provider_id)
    try:
        claims = tokens.logout_claims(known, str(request.POST.get("logout_token", ""))[:16_384])
    except TokenRefused:
        return JsonResponse({"error": "invalid_request"}, status=400)
    if not cache.add(f"oidc|{known.key}|{claims['jti']}", True, timeout=86_400):
        return JsonResponse({"error": "invalid_request"}, status=400)
    found = SocialAccount.objects.filter(provider=known.key).select_related("user")
    if known.claims.subject == "sub" and claims.get("sub"):
        found = found.filter(uid=str(claims["sub"]))
    else:
        found = found.filter(extra_data__sid=str(claims.get("sid") or "-"))
    for account in found:
        if isinstance(account.user, Person):
            own = UserSession.objects.filter(data__provider=known.key)
            sessions.end_all("identity provider", own, account.user, at=timezone.now())
    return JsonResponse({}, headers={"Cache-Control": "no-store"})


def way_out(request: HttpRequest) -> str:
    """Where somebody who came through a provider signs out there (RP-Initiated Logout 1.0); or empty."""
    row = UserSession.objects.filter(session_key=request.session.session_key).first()
    key = row.data.get("provider") if row is not None else None
    known = next((one for one in configured() if one.key == key), None)
    if known is None:
        return ""
    try:
        address = tokens.discovered(known).end_session_endpoint
    except (TokenRefused, RequestException):
        return ""
    query = urlencode({"client_id": known.client, "post_logout_redirect_uri": f"{settings.KNOBS.address}/"})
    return f"{address}?{query}" if address.startswith(("https://", "http://")) else ""


def _known(provider_id: str) -> IdentityProvider:
    try:
        return provider_of(provider_id)
    except NotFound as error:
        raise Http404 from error


def _unreachable(request: HttpRequest, known: IdentityProvider) -> HttpResponse:
    response: HttpResponse = _refused(request, known, "unreachable")
    response.status_code = 503
    return response

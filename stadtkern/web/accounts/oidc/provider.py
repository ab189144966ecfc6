# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A provider of OpenID Connect as allauth sees it: code with PKCE, nonce and a verified ID token."""

from __future__ import annotations

from typing import Any

import msgspec
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.provider import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from . import tokens
from .providers import LEVELS, IdentityProvider, provider_of
from .tokens import Claims, TokenRefused


class CityOAuth2Adapter(OAuth2Adapter):
    """The exchange of a code for an ID token."""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request)
        self.provider_id = provider_id
        self.known = provider_of(provider_id)
        self.nonce = ""

    @property
    def access_token_url(self) -> str:  # type: ignore[override]  # allauth declares an attribute
        """Where a code is exchanged."""
        return self._discovered().token_endpoint

    @property
    def authorize_url(self) -> str:
        """Where people sign in."""
        return self._discovered().authorization_endpoint

    @property
    def basic_auth(self) -> bool:  # type: ignore[override]  # allauth declares an attribute
        """Whether the client names itself in the header, as is the default (RFC 6749 section 2.3.1)."""
        methods = self._discovered().token_endpoint_auth_methods_supported
        return bool(self.known.secret) and "client_secret_post" not in methods

    def get_provider(self) -> CityProvider:
        """The provider of this exchange."""
        app = get_adapter(self.request).get_app(self.request, provider=self.provider_id)
        return CityProvider(self.request, app=app)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Under the host of the request, which is one of the city's (and one the provider knows)."""
        path = reverse("oidc_callback", kwargs={"provider_id": self.provider_id})
        return request.build_absolute_uri(path)

    def get_access_token_data(
        self,
        request: HttpRequest,
        app: SocialApp,
        client: OAuth2Client,
        pkce_code_verifier: str | None = None,
    ) -> dict[str, Any]:
        """Exchange the code; the nonce that the ID token must bear follows from the verifier.

        Raises:
            OAuth2Error: the session knows no verifier.
        """
        if not pkce_code_verifier:
            raise OAuth2Error("no verifier")
        self.nonce = tokens.nonce_of(pkce_code_verifier)
        data: dict[str, Any] = super().get_access_token_data(
            request, app, client, pkce_code_verifier=pkce_code_verifier
        )
        return data

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who it is, from the verified ID token and what the provider tells beside it.

        Raises:
            OAuth2Error: the token is not valid.
        """
        try:
            claims = tokens.id_claims(
                self.known, str(kwargs["response"].get("id_token") or ""), nonce=self.nonce
            )
            claims = self._told(token.token, claims) | claims
        except TokenRefused as error:
            raise OAuth2Error(str(error)) from error
        found: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        return found

    def _told(self, access_token: str, claims: Claims) -> Claims:
        """Further claims (OpenID Connect Core 1.0 section 5.3.2); those of somebody else are refused."""
        url = self._discovered().userinfo_endpoint
        if not url:
            return {}
        with get_adapter().get_requests_session() as session:
            answer = session.get(
                url, headers={"Authorization": f"Bearer {access_token}"}, allow_redirects=False
            )
            answer.raise_for_status()
        try:
            found = msgspec.json.decode(answer.content, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise TokenRefused("userinfo") from error
        if found.get("sub") != claims["sub"]:
            raise TokenRefused("userinfo")
        return found

    def _discovered(self) -> tokens.Discovered:
        try:
            return tokens.discovered(self.known)
        except TokenRefused as error:
            raise OAuth2Error(str(error)) from error


class CityProvider(OAuth2Provider):
    """Any provider that the operator configured."""

    id = "oidc"
    name = "OpenID Connect"
    account_class = ProviderAccount
    oauth2_adapter_class = CityOAuth2Adapter
    pkce_enabled_default = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: IdentityProvider = provider_of(self.app.provider_id)
        self.name = self.known.name

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Where the form of the button goes."""
        return reverse("oidc_login", kwargs={"provider_id": self.app.provider_id})

    def get_callback_url(self) -> str:
        """Where the provider sends people back to."""
        return reverse("oidc_callback", kwargs={"provider_id": self.app.provider_id})

    def get_oauth2_adapter(self, request: HttpRequest) -> CityOAuth2Adapter:
        """The exchange with this provider."""
        return CityOAuth2Adapter(request, self.app.provider_id)

    def get_pkce_params(self) -> dict[str, Any]:
        """PKCE, and the nonce that belongs to it."""
        made: dict[str, Any] = super().get_pkce_params()
        return {**made, "nonce": tokens.nonce_of(made["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Nothing that an address of the city names goes to the provider."""
        return {"prompt": "login"} if action == "reauthenticate" else {}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """As configured, whatever the address says."""
        return self.get_default_scope()

    def get_default_scope(self) -> list[str]:
        """As configured."""
        return list(self.known.scopes)

    def extract_uid(self, data: Claims) -> str:
        """Who it is for this provider.

        Raises:
            OAuth2Error: the claim that says it is missing.
        """
        found = tokens.claim(data, self.known.claims.subject)
        if not isinstance(found, str) or not found or len(found) > 191:
            raise OAuth2Error("no subject")
        return found

    def extract_common_fields(self, data: Claims) -> dict[str, Any]:
        """Names and, when the provider has checked it, the address."""
        address = self._address(data)
        names = {"first_name": "given_name", "last_name": "family_name", "username": "preferred_username"}
        return {ours: str(data.get(theirs) or "") for ours, theirs in names.items()} | {"email": address}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        """The address, only when the provider says that it has checked it."""
        address = self._address(data)
        return [EmailAddress(email=address, verified=True, primary=True)] if address else []

    def extract_extra_data(self, data: Claims) -> dict[str, Any]:
        """What is kept of the token: the level of assurance, the session at the provider, the groups."""
        claims = self.known.claims
        groups = tokens.words(tokens.claim(data, claims.groups))
        factors = tokens.words(tokens.claim(data, claims.factors))
        return {
            "level": LEVELS.get(str(tokens.claim(data, claims.level) or ""), ""),
            "sid": str(data.get("sid") or ""),
            "groups": sorted(groups & {group for group, _ in self.known.groups}),
            "second_factor": bool(factors & set(self.known.second_factor)),
        }

    def _address(self, data: Claims) -> str:
        found = data.get("email")
        return found.lower() if isinstance(found, str) and data.get("email_verified") is True else ""

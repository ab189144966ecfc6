# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An identity provider of the tests: it signs what it is told, and answers as the standards say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as fresh_ec_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as fresh_rsa_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from stadtkern.flow.ingest.machines.signers import Issuer
from stadtkern.kernel.errors import SourceUnavailable

AUDIENCE = "stadtkern"
PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey


@cache
def ec_key(name: str = "first") -> EllipticCurvePrivateKey:
    """A key of the provider; another name is another key."""
    return fresh_ec_key(SECP256R1())


@cache
def rsa_key(bits: int = 2048) -> RSAPrivateKey:
    """An RSA key of this length."""
    return fresh_rsa_key(public_exponent=65537, key_size=bits)


def public(key: PrivateKey, key_id: str, **more: object) -> dict[str, object]:
    """The key as a JWK (RFC 7517)."""
    way = ECAlgorithm if isinstance(key, EllipticCurvePrivateKey) else RSAAlgorithm
    told: dict[str, object] = json.loads(way.to_jwk(key.public_key()))  # type: ignore[arg-type]  # its own kind
    return {**told, "kid": key_id, **more}


@dataclass
class Provider:
    """A provider at an address; ``fetch`` stands for the network."""

    url: str = "https://anmeldung.stadt.example/realms/verwaltung"
    keys: list[dict[str, object]] = field(default_factory=lambda: [public(ec_key(), "first")])
    down: bool = False
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> Issuer:
        """As the operator has named it."""
        return Issuer(url=self.url, audience=AUDIENCE)

    def answers(self) -> dict[str, bytes]:
        """What is at which path below its address."""
        discovery = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        return {
            "/.well-known/openid-configuration": json.dumps(discovery).encode(),
            "/keys": json.dumps({"keys": self.keys}).encode(),
        }

    def fetch(self, url: str, private: bool) -> bytes:
        """The answer at an address."""
        self.asked.append(url)
        if self.down:
            raise SourceUnavailable
        return self.answers()[url.removeprefix(self.url)]

    def claims(self, now: datetime, **more: object) -> dict[str, object]:
        """Claims of a token that the client ``zaehler`` got for itself (RFC 9068 section 2.2)."""
        usual: dict[str, object] = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "zaehler",
            "client_id": "zaehler",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "jti": "1",
        }
        return {name: value for name, value in {**usual, **more}.items() if value is not None}

    def token(
        self,
        claims: Mapping[str, object],
        *,
        key: PrivateKey | str | None = None,
        algorithm: str = "ES256",
        header: Mapping[str, object] | None = None,
    ) -> str:
        """A token with these claims."""
        told = {"typ": "at+jwt", "kid": "first", **(header or {})}
        content = json.dumps(dict(claims)).encode()
        return jwt.api_jws.encode(content, key or ec_key(), algorithm=algorithm, headers=told)

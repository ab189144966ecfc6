# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An identity provider of these tests: answers as OpenID Connect Core 1.0 says, or as it should not."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

Claims = dict[str, Any]


class Issuer:
    """A provider with one client; tests change what it says."""

    def __init__(self) -> None:
        self.key, self.key_id = ec.generate_private_key(ec.SECP256R1()), "eins"
        self.person: Claims = {"sub": "u-1", "preferred_username": "erik", "groups": ["/gruen"]}
        self.told: Claims = {}
        """Further claims of the userinfo endpoint."""
        self.twist: Callable[[Claims], Claims] = dict
        """Changes the claims of ID tokens before they are signed."""
        self.sign: Callable[[Claims], str] = self.signed
        self.elsewhere: Claims = {}
        """Endpoints that lie on another host."""
        self.asked: dict[str, str] = {}
        self.paths: list[str] = []
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.paths.append(self.path)
                self._say(issuer.answer(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._say(issuer.token({name: values[0] for name, values in parse_qs(body).items()}))

            def _say(self, said: Claims | None) -> None:
                content = json.dumps(said or {"error": "invalid_grant"}).encode()
                self.send_response(200 if said else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Claims | None:
        """What stands at an address."""
        if path == "/.well-known/openid-configuration":
            places = {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "jwks_uri": "jwks",
                "userinfo_endpoint": "userinfo",
                "end_session_endpoint": "logout",
            }
            return (
                {"issuer": self.url}
                | {name: f"{self.url}/{place}" for name, place in places.items()}
                | self.elsewhere
            )
        if path == "/jwks":
            own = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [own | {"kid": self.key_id, "alg": "ES256", "use": "sig"}]}
        return {"sub": self.person["sub"]} | self.told if path == "/userinfo" else None

    def agree(self, address: str) -> str:
        """Somebody has signed in at this address; the query that leads back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return f"code=c-{self.asked['state']}&state={self.asked['state']}"

    def token(self, given: dict[str, str]) -> Claims | None:
        """Exchange a code, once and with the right verifier (RFC 7636 section 4.6)."""
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        expected = {"code": f"c-{self.asked.get('state')}", "redirect_uri": self.asked.get("redirect_uri")}
        right = all(given.get(name) == value for name, value in expected.items())
        if not right or challenge != self.asked.get("code_challenge"):
            return None
        claims = self.person | {"nonce": self.asked.get("nonce")} | self.times()
        self.asked = {}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(self.twist(claims))}

    def times(self) -> Claims:
        """Claims of every token: from whom, for whom, how long."""
        now = int(time.time())
        return {"iss": self.url, "aud": "stadt", "iat": now, "exp": now + 60}

    def signed(self, claims: Claims) -> str:
        """A token of these claims under the present key."""
        return jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": self.key_id})

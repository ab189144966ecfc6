# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in through an identity provider by OpenID Connect Core 1.0: code, PKCE and nonce."""

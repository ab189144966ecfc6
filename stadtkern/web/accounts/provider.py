# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where allauth looks for kinds of identity providers: the city has one, any provider of OpenID Connect."""

from .oidc.provider import CityProvider

provider_classes = [CityProvider]

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as the Action API of CKAN (version 3), for clients and harvesters that expect a CKAN."""

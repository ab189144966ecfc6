# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT in: what devices publish on declared topics becomes observations, and tasks go out to them."""

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The topics of the SensorThings API: publish to create and change, subscribe to be told."""

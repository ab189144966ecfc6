# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SensorThings over HTTP: requests in, answers in many formats out. The only part that knows status codes."""

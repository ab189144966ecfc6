# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city's own notices to the public: published, changed, cancelled; told as CAP 1.2."""

# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shared ingest log: what many processes take in is durable there until a writer has stored it."""

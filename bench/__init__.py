# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Speed and memory, proven against a peer or a limit in the same run; keys in ``docs/reference/bench.md``."""

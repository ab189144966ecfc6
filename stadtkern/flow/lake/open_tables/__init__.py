# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Released tables: Parquet files for everybody, and a process that answers SQL over them and nothing else."""

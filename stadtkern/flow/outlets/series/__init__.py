# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The series language: expressions over datastreams, computed in the lake, with units and honest gaps."""

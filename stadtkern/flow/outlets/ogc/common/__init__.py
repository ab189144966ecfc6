# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all parts of the OGC API share (OGC 19-072, 17-069r4 clause 7): routes, errors, description."""

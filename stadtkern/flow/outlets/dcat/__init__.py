# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as DCAT-AP.de 3.0: graphs, shapes that check them, and the interface that serves them."""

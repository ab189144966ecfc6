# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Vector tiles: grids that cut the world, and Mapbox Vector Tile 2.1 written with whole columns at a time.

ST_AsMVTGeom and ST_AsMVT of the query engine take 60 µs for a house, one geometry after the other; whole
arrays take a fifth of that, and a tile can be cut to the size that it may have.
"""

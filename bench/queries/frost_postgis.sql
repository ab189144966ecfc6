-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- frost_postgis: what the peer needs of the database
create extension postgis

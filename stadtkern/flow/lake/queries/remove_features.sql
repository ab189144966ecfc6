-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- remove_features: remove all observations of $features, which lie between $first_id and $last_id
delete from lake.observations
where feature_id in (select unnest($features)) and feature_id between $first_id and $last_id

-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- resolve_doubled: the delivered rows that are not stored yet, when keys are delivered more than once
-- Within a key the rows count one after another (position); each is compared with the one before it.
with chained as (
    select
        i.*,
        s.seq as stored_seq,
        row_number() over by_key as step,
        lag(i.result) over by_key as before_result,
        lag(i.result_json) over by_key as before_json,
        s.result as stored_result,
        s.result_json as stored_json,
        s.datastream_id is not null as is_stored
    from incoming as i
    left join stored as s on i.datastream_id = s.datastream_id and i.phenomenon_time = s.phenomenon_time
    window by_key as (partition by i.datastream_id, i.phenomenon_time order by i.position)
),

fresh as (
    select *
    from chained
    where
        case
            when step > 1 then result is distinct from before_result or result_json is distinct from before_json
            when is_stored then result is distinct from stored_result or result_json is distinct from stored_json
            else true
        end
),

numbered as (
    select
        *,
        coalesce(stored_seq + 1, 0) + row_number() over by_key - 1 as number,
        lead(position) over by_key is not null as superseded
    from fresh
    window by_key as (partition by datastream_id, phenomenon_time order by position)
)

select
    datastream_id, phenomenon_time, phenomenon_end, result_time, result, result_json, valid_start, valid_end,
    (case when superseded then coalesce(quality, 0) | 4 else quality end)::usmallint as quality,
    parameters, feature_id,
    nullif(number, 0)::integer as seq,
    position,
    superseded
from numbered
order by datastream_id, phenomenon_time, position

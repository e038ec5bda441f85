-- Fills a migrated, empty database with five million activities of ten controllers over 90 days:
-- nine of ten deliveries are their activity, the rest have rows of their own with no event or five.
-- psql -d <database> -f fill.sql, then explain.sql. Both are for the planner, not for the test run.
\set ON_ERROR_STOP on
set synchronous_commit = off;
set maintenance_work_mem = '512MB';

create function id_at(moment double precision, number bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex(floor(moment * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(number % 4096), 3, '0')
    || '8' || substr(md5(number::text), 1, 15))::uuid
$$;
create function ref(kind text, number bigint) returns uuid language sql immutable as
  $$ select md5(kind || number)::uuid $$;

-- Indexes are made afterwards: it is their shape that counts here, not how they grew.
create temporary table made as
  select indexrelid::regclass::text as name, replace(pg_get_indexdef(indexrelid), 'ON ONLY', 'ON') as definition
  from pg_index where indrelid = 'processing_activities'::regclass and not indisprimary;
select format('drop index %s', name) from made \gexec

\set events 5000000
insert into processing_activities (controller_id, id, delivery_id, integration_id, platform_delivery_id, position, type,
    meaning, scope, account, occurred_at, received_at, path, verification, event_hash, people, subject_id, field_set)
select ref('controller', n % 10), id_at(moment, n),
  case when n % 10 = 0 then ref('delivery', n / 50) end,
  ref('integration', n % 10 + n / 10 % 3 * 10), null, case when n % 10 = 0 then n / 10 % 5 else 0 end,
  'customer.updated',
  case when n % 100000 = 7 then 'consent.withdrawn' when n % 3 = 0 then 'transaction' else 'subject.updated' end,
  'person', null, to_timestamp(moment), to_timestamp(moment), '/data/object',
  case when n % 1000 = 3 then 'unsigned' else 'signed' end,
  ref('event', n), 1, ref('subject', case when n % 50 < 10 then n % 10 else n / 25 end),
  ref('fields', case when n % 50000 = 11 then 99 else n % 40 end)
from generate_series(1, :events) n
cross join lateral (select extract(epoch from timestamptz '2026-11-02') + n * (90 * 86400.0 / :events) as moment) time;

insert into deliveries (controller_id, id, integration_id, platform_delivery_id, received_at, outcome, verification,
    activities, ignored, rejected)
select ref('controller', n % 10), id_at(moment, n), ref('integration', n % 10 + n / 10 % 3 * 10), 'd-' || n,
  to_timestamp(moment), case when n % 2 = 0 then 'ignored' else 'recorded' end, 'signed', n % 2 * 5, 1 - n % 2, 0
from generate_series(1, :events / 25) n
cross join lateral (select extract(epoch from timestamptz '2026-11-02') + n * (90 * 86400.0 * 25 / :events) as moment) time;

insert into activity_subjects (controller_id, activity_id, person, subject_id)
select controller_id, id, 1, ref('subject', abs(hashtext(id::text)) % 200000)
from processing_activities where delivery_id is not null;

insert into field_sets (controller_id, hash, fields)
select ref('controller', c), ref('fields', f), case when f = 99 then '[["/dob", "date_of_birth", 0]]' else '[["/email", "email", 0]]' end::jsonb
from generate_series(0, 9) c, (select generate_series(0, 39) union select 99) f(f);

select definition from made \gexec
analyze;

-- Explains the lists over what fill.sql made. Each is a page of 51 rows, in the shape that the code asks for it.
\set ON_ERROR_STOP on
\pset tuples_only on
\timing off
select ref('controller', 3) as controller, ref('integration', 3) as integration, ref('subject', 3) as busy,
  ref('subject', 100013) as subject, ref('event', 4000003) as event, ref('delivery', 20000) as delivery,
  ref('controller', 0) as many, ref('fields', 99) as fields \gset

\echo '# deliveries by time, apart'
explain (analyze, buffers, costs off) select * from deliveries where controller_id = :'controller' order by id desc limit 51;
\echo '# deliveries by time, merged'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and delivery_id is null order by id desc limit 51;
\echo '# deliveries by integration and time, apart'
explain (analyze, buffers, costs off) select * from deliveries
  where controller_id = :'controller' and integration_id = :'integration' order by id desc limit 51;
\echo '# deliveries by integration and time, merged'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and integration_id = :'integration' and delivery_id is null order by id desc limit 51;
\echo '# activities by time'
explain (analyze, buffers, costs off) select * from processing_activities where controller_id = :'controller' order by id limit 51;
\echo '# activities by integration and time'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and integration_id = :'integration' order by id desc limit 51;
\echo '# activities of a busy person, as the first'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and subject_id in (:'busy') order by id desc limit 51;
\echo '# activities of a person, beside the first'
explain (analyze, buffers, costs off) select a.* from (
    select distinct activity_id from activity_subjects where controller_id = :'many' and subject_id in (:'subject')
  ) tied join processing_activities a on a.id = tied.activity_id
  where a.controller_id = :'many' and (a.subject_id in (:'subject')) is not true order by a.id desc limit 51;
\echo '# by event id'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and event_hash in (:'event') order by id limit 51;
\echo '# activities of a delivery'
explain (analyze, buffers, costs off) select * from processing_activities where controller_id = :'many'
  and (delivery_id = :'delivery' or (id = :'delivery' and delivery_id is null)) order by id limit 51;
\echo '# by platform delivery id'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and platform_delivery_id = 'd-100003' order by id desc limit 51;
\echo '# by a common meaning'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and meaning = 'transaction' order by id desc limit 51;
\echo '# by a rare meaning (5 in 500,000)'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = ref('controller', 7) and meaning = 'consent.withdrawn' order by id desc limit 51;
\echo '# by verification (1 in 100)'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = :'controller' and verification = 'unsigned' order by id desc limit 51;
\echo '# by a category of one rare field set'
explain (analyze, buffers, costs off) select * from processing_activities
  where controller_id = ref('controller', 1) and field_set in (:'fields') order by id desc limit 51;
\echo '# delete by integration and age (1,000 at a time)'
explain (analyze, buffers, costs off) select id from processing_activities
  where controller_id = :'controller' and integration_id = :'integration' and id < id_at(extract(epoch from timestamptz '2026-11-20'), 0)
  order by id limit 1000;
\echo '# unlink by subject'
explain (analyze, buffers, costs off) select id from processing_activities
  where controller_id = :'controller' and subject_id in (:'subject');

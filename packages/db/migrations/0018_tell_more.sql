-- What was made beside notifications is told of as everything else is.
SELECT conduit_tell('INSERT', 'data_subject_requests', 'data_subject_request.created', 'conduit_request_created(n.controller_id, n.id, n.type, n.status, n.subject_id)');
--> statement-breakpoint
-- Its marks move whenever half of the time, most of it or all of it is over.
SELECT conduit_tell('UPDATE', 'data_subject_requests', 'data_subject_request.changed', $$jsonb_build_object('id', conduit_api_id('req', n.controller_id, n.id), 'status', n.status)$$, 'status, stage, due_at, next_mark_at, acknowledged_at, subject_id, verified_at, duplicate_of, response_ref');
--> statement-breakpoint
SELECT conduit_tell('INSERT', 'legal_holds', 'hold.changed', $$jsonb_build_object('id', conduit_api_id('hol', n.controller_id, n.id))$$);
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'legal_holds', 'hold.changed', $$jsonb_build_object('id', conduit_api_id('hol', n.controller_id, n.id))$$, 'released_at');
--> statement-breakpoint
SELECT conduit_tell('INSERT', 'processing_entries', 'processing_entry.changed', $$jsonb_build_object('id', conduit_api_id('ent', n.controller_id, n.id))$$);
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'processing_entries', 'processing_entry.changed', $$jsonb_build_object('id', conduit_api_id('ent', n.controller_id, n.id))$$, 'version');
--> statement-breakpoint
SELECT conduit_tell('DELETE', 'processing_entries', 'processing_entry.changed', $$jsonb_build_object('id', conduit_api_id('ent', n.controller_id, n.id))$$);
--> statement-breakpoint
DROP TRIGGER "tell data_controller.changed update" ON "data_controllers";
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'data_controllers', 'data_controller.changed', $$jsonb_build_object('id', conduit_api_id('ctl', n.controller_id, n.controller_id), 'status', n.status)$$, 'did, name, phone_region, status, law_profiles, timezone, holiday_calendar', 'controller_id');

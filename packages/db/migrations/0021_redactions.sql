CREATE TABLE "redaction_lookups" (
	"controller_id" uuid NOT NULL,
	"redaction_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"is_seen" boolean NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"ended_at" timestamp with time zone,
	"tries" integer NOT NULL,
	"next_try_at" timestamp with time zone,
	CONSTRAINT "redaction_lookups_controller_id_redaction_id_integration_id_pk" PRIMARY KEY("controller_id","redaction_id","integration_id")
);
--> statement-breakpoint
CREATE TABLE "redaction_tasks" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"redaction_id" uuid NOT NULL,
	"integration_id" uuid,
	"position" integer NOT NULL,
	"object" text NOT NULL,
	"target" "bytea",
	"reference" "bytea",
	"action" text NOT NULL,
	"expected" text NOT NULL,
	"key" text NOT NULL,
	"state" text NOT NULL,
	"outcome" text,
	"reason" text,
	"ended_at" timestamp with time zone,
	"accepted_at" timestamp with time zone,
	"progress" "bytea",
	"retained" jsonb NOT NULL,
	"justification" text,
	"until" timestamp with time zone,
	"instructions" text,
	"waits_for" text,
	"tries" integer NOT NULL,
	"pause" integer NOT NULL,
	"next_at" timestamp with time zone,
	"called_at" timestamp with time zone,
	"paused_until" timestamp with time zone,
	"lease_holder" uuid,
	"lease_until" timestamp with time zone,
	"found" text,
	"found_at" timestamp with time zone,
	"why" text,
	"done_by_type" text,
	"done_by_id" text,
	"done_at" timestamp with time zone,
	"proof" text,
	CONSTRAINT "redaction_tasks_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "redactions" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"subject_id" uuid,
	"members" jsonb NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"own" jsonb,
	"plan_hash" text,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"planned_at" timestamp with time zone,
	"approved_at" timestamp with time zone,
	"approved_by_type" text,
	"approved_by_id" text,
	"not_before" timestamp with time zone,
	"started_at" timestamp with time zone,
	"stopped_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"next_run_at" timestamp with time zone,
	CONSTRAINT "redactions_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE INDEX "redaction_tasks_of" ON "redaction_tasks" USING btree ("controller_id","redaction_id");--> statement-breakpoint
CREATE INDEX "redaction_tasks_due" ON "redaction_tasks" USING btree ("controller_id","integration_id","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "redaction_tasks_paused" ON "redaction_tasks" USING btree ("controller_id","integration_id") WHERE paused_until is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "redactions_open" ON "redactions" USING btree ("controller_id","request_id") WHERE state in ('planning', 'planned', 'cooling_off', 'running', 'waiting');--> statement-breakpoint
CREATE INDEX "redactions_request" ON "redactions" USING btree ("controller_id","request_id","id");--> statement-breakpoint
CREATE INDEX "redactions_subject" ON "redactions" USING btree ("controller_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "redactions_due" ON "redactions" USING btree ("next_run_at") WHERE next_run_at is not null;--> statement-breakpoint
SELECT conduit_tell('INSERT', 'redactions', 'redaction.changed', $$jsonb_build_object('id', conduit_api_id('rdn', n.controller_id, n.id), 'state', n.state, 'data_subject_request_id', conduit_api_id('req', n.controller_id, n.request_id))$$);
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'redactions', 'redaction.changed', $$jsonb_build_object('id', conduit_api_id('rdn', n.controller_id, n.id), 'state', n.state, 'data_subject_request_id', conduit_api_id('req', n.controller_id, n.request_id))$$, 'state');
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'redaction_tasks', 'redaction_task.changed', $$jsonb_build_object('id', conduit_api_id('rdt', n.controller_id, n.id), 'redaction_id', conduit_api_id('rdn', n.controller_id, n.redaction_id), 'outcome', n.outcome, 'found', n.found)$$, 'outcome, found');

CREATE TABLE "controller_offboardings" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"grace_days" integer NOT NULL,
	"exports" jsonb,
	"exported_at" timestamp with time zone,
	"not_before" timestamp with time zone,
	"waits_for" text,
	"cancelled_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"deleted" jsonb NOT NULL,
	"next_run_at" timestamp with time zone,
	CONSTRAINT "controller_offboardings_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
ALTER TABLE "redactions" ADD COLUMN "scope" text DEFAULT 'person' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "controller_offboardings_open" ON "controller_offboardings" USING btree ("controller_id") WHERE state in ('exporting', 'grace', 'deleting');--> statement-breakpoint
CREATE INDEX "controller_offboardings_due" ON "controller_offboardings" USING btree ("next_run_at") WHERE next_run_at is not null;
--> statement-breakpoint
-- How far it is moves with its job.
SELECT conduit_audit_guard('controller_offboardings', 'state, grace_days, exports, not_before, cancelled_at, started_at, finished_at');

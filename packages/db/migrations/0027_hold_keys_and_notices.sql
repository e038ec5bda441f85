CREATE TABLE "hold_keys" (
	"controller_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"redaction_id" uuid NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"identities" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "hold_keys_controller_id_task_id_pk" PRIMARY KEY("controller_id","task_id")
);
--> statement-breakpoint
CREATE TABLE "recipient_notices" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"recipient" text NOT NULL,
	"kind" text NOT NULL,
	"entries" text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"outcome" text,
	"done_by_type" text,
	"done_by_id" text,
	"done_at" timestamp with time zone,
	"proof" text,
	"reason" text,
	CONSTRAINT "recipient_notices_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
ALTER TABLE "redaction_tasks" ADD COLUMN "action_after" text;--> statement-breakpoint
ALTER TABLE "redactions" ADD COLUMN "resumed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "hold_keys_redaction" ON "hold_keys" USING btree ("controller_id","redaction_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recipient_notices_of" ON "recipient_notices" USING btree ("controller_id","request_id","recipient");--> statement-breakpoint
CREATE INDEX "recipient_notices_open" ON "recipient_notices" USING btree ("controller_id") WHERE outcome is null;
--> statement-breakpoint
SELECT conduit_audit_guard(name) FROM unnest('{hold_keys,recipient_notices}'::text[]) name;
--> statement-breakpoint
-- What was kept before goes on when its date comes.
UPDATE "redactions" r SET "next_run_at" = kept.until
FROM (SELECT controller_id, redaction_id, min("until") AS until FROM "redaction_tasks"
  WHERE outcome = 'exempt' AND reason = 'held' AND "until" IS NOT NULL GROUP BY 1, 2) kept
WHERE r.controller_id = kept.controller_id AND r.id = kept.redaction_id
  AND r.state IN ('completed', 'partially_completed') AND r.next_run_at IS NULL;

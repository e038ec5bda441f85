CREATE TABLE "redaction_calls" (
	"controller_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"call" uuid NOT NULL,
	"subject" uuid NOT NULL,
	"redaction_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "redaction_calls_controller_id_integration_id_call_pk" PRIMARY KEY("controller_id","integration_id","call")
);
--> statement-breakpoint
CREATE TABLE "redaction_receipts" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"redaction_id" uuid NOT NULL,
	"task_id" uuid,
	"issued_at" timestamp with time zone NOT NULL,
	"text" text NOT NULL,
	"entry_id" uuid NOT NULL,
	CONSTRAINT "redaction_receipts_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
ALTER TABLE "own_erasures" ADD COLUMN "integration_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "own_erasures" DROP CONSTRAINT "own_erasures_controller_id_subject_id_pk";--> statement-breakpoint
ALTER TABLE "own_erasures" ADD CONSTRAINT "own_erasures_controller_id_subject_id_integration_id_pk" PRIMARY KEY("controller_id","subject_id","integration_id");--> statement-breakpoint
ALTER TABLE "redactions" ADD COLUMN "integration_id" uuid;--> statement-breakpoint
CREATE INDEX "redaction_calls_redaction" ON "redaction_calls" USING btree ("controller_id","redaction_id");--> statement-breakpoint
CREATE INDEX "redaction_receipts_redaction" ON "redaction_receipts" USING btree ("controller_id","redaction_id","id") WHERE task_id is null;--> statement-breakpoint
CREATE INDEX "redaction_receipts_task" ON "redaction_receipts" USING btree ("controller_id","task_id","id") WHERE task_id is not null;
--> statement-breakpoint
SELECT conduit_audit_guard(name) FROM unnest('{redaction_calls,redaction_receipts}'::text[]) name;

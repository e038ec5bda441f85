CREATE TABLE "data_subject_request_events" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text,
	"details" jsonb NOT NULL,
	"once" text,
	CONSTRAINT "data_subject_request_events_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "data_subject_requests" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"regulation" text NOT NULL,
	"channel" text NOT NULL,
	"scope" text NOT NULL,
	"integration_id" uuid,
	"activity_id" uuid,
	"person" integer,
	"received_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"subject_id" uuid,
	"person_confirmed_at" timestamp with time zone,
	"status" text NOT NULL,
	"stage" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"next_mark_at" timestamp with time zone,
	"acknowledge_by" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"rule" jsonb NOT NULL,
	"pauses" jsonb NOT NULL,
	"extended_at" timestamp with time zone,
	"extension_reason" text,
	"extension_notified_at" timestamp with time zone,
	"verification_method" text,
	"verification_level" text,
	"verification_note" text,
	"verified_at" timestamp with time zone,
	"verified_by" uuid,
	"justification" text,
	"duplicate_of" uuid,
	"closed_at" timestamp with time zone,
	"response_ref" text,
	"identities" "bytea",
	CONSTRAINT "data_subject_requests_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "request_keys" (
	"controller_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"ends_at" timestamp with time zone,
	CONSTRAINT "request_keys_controller_id_request_id_pk" PRIMARY KEY("controller_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "request_tokens" (
	"controller_id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"request_id" uuid NOT NULL,
	CONSTRAINT "request_tokens_controller_id_token_request_id_pk" PRIMARY KEY("controller_id","token","request_id")
);
--> statement-breakpoint
ALTER TABLE "data_controllers" ADD COLUMN "law_profiles" text[] DEFAULT '{"gdpr"}' NOT NULL;--> statement-breakpoint
ALTER TABLE "data_controllers" ADD COLUMN "timezone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "data_controllers" ADD COLUMN "holiday_calendar" text;--> statement-breakpoint
CREATE INDEX "data_subject_request_events_request" ON "data_subject_request_events" USING btree ("controller_id","request_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "data_subject_request_events_once" ON "data_subject_request_events" USING btree ("controller_id","request_id","kind","once");--> statement-breakpoint
CREATE INDEX "data_subject_requests_due" ON "data_subject_requests" USING btree ("controller_id","due_at","id");--> statement-breakpoint
CREATE INDEX "data_subject_requests_open" ON "data_subject_requests" USING btree ("controller_id","due_at","id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "data_subject_requests_marks" ON "data_subject_requests" USING btree ("next_mark_at") WHERE next_mark_at is not null;--> statement-breakpoint
CREATE INDEX "data_subject_requests_subject" ON "data_subject_requests" USING btree ("controller_id","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "data_subject_requests_activity" ON "data_subject_requests" USING btree ("controller_id","activity_id","person");--> statement-breakpoint
CREATE INDEX "request_keys_ending" ON "request_keys" USING btree ("ends_at") WHERE ends_at is not null;--> statement-breakpoint
CREATE INDEX "request_tokens_request" ON "request_tokens" USING btree ("controller_id","request_id");--> statement-breakpoint
-- A seat belt: what happened did not happen otherwise. Retention may delete it.
CREATE FUNCTION "conduit_request_events_are_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events of requests are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "data_subject_request_events_append_only" BEFORE UPDATE ON "data_subject_request_events"
  FOR EACH ROW EXECUTE FUNCTION conduit_request_events_are_append_only();

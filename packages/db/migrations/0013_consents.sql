CREATE TABLE "consent_events" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"integration_id" uuid,
	"activity_id" uuid,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"purpose_id" uuid,
	"state" text NOT NULL,
	"said_at" timestamp with time zone,
	"is_time_signed" boolean NOT NULL,
	"verification" text NOT NULL,
	"legal_basis" text,
	"given_through" text,
	"method" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"actor_type" text,
	"actor_id" text,
	CONSTRAINT "consent_events_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "purpose_mappings" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"integration_id" uuid,
	"platform_purpose" text,
	"channel" text NOT NULL,
	"purpose_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "purpose_mappings_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "purposes" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"legal_basis" text NOT NULL,
	"is_essential" boolean NOT NULL,
	"notice" text,
	"language" text,
	"jurisdiction" text,
	"recipients" text[] NOT NULL,
	"retention" text,
	"withdrawal_method" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "purposes_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE INDEX "consent_events_subject" ON "consent_events" USING btree ("controller_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "consent_events_purpose" ON "consent_events" USING btree ("controller_id","integration_id","purpose","channel");--> statement-breakpoint
CREATE UNIQUE INDEX "purpose_mappings_from" ON "purpose_mappings" USING btree ("controller_id",coalesce(integration_id, '00000000-0000-0000-0000-000000000000'),"channel",(platform_purpose is null),coalesce(platform_purpose, ''));--> statement-breakpoint
CREATE INDEX "purpose_mappings_purpose" ON "purpose_mappings" USING btree ("controller_id","purpose_id");--> statement-breakpoint
CREATE UNIQUE INDEX "purposes_name" ON "purposes" USING btree ("controller_id","name");--> statement-breakpoint
-- A seat belt: what somebody said is not said anew. Erasure and retention may delete it.
CREATE FUNCTION "conduit_consents_are_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'statements of consent are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "consent_events_append_only" BEFORE UPDATE ON "consent_events"
  FOR EACH ROW EXECUTE FUNCTION conduit_consents_are_append_only();

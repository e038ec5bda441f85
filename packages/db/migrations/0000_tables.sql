CREATE TABLE "activity_subjects" (
	"controller_id" uuid NOT NULL,
	"activity_id" uuid NOT NULL,
	"person" smallint NOT NULL,
	"subject_id" uuid NOT NULL,
	CONSTRAINT "activity_subjects_controller_id_activity_id_person_pk" PRIMARY KEY("controller_id","activity_id","person")
) PARTITION BY RANGE ("activity_id");
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text,
	"outcome" text NOT NULL,
	"details" jsonb NOT NULL,
	"seq" bigint,
	"prev_hash" "bytea",
	"leaf_hash" "bytea",
	CONSTRAINT "audit_entries_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "data_controllers" (
	"controller_id" uuid PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"name" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"phone_region" text,
	"status" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "data_subjects" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"state" text NOT NULL,
	"first_seen" timestamp with time zone NOT NULL,
	"erased_at" timestamp with time zone,
	CONSTRAINT "data_subjects_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"platform_delivery_id" text,
	"received_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"verification" text NOT NULL,
	"activities" integer NOT NULL,
	"ignored" integer NOT NULL,
	"rejected" integer NOT NULL,
	CONSTRAINT "deliveries_controller_id_id_pk" PRIMARY KEY("controller_id","id")
) PARTITION BY RANGE ("id");
--> statement-breakpoint
CREATE TABLE "dx_keys" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"scope" text,
	"integration_id" uuid,
	"last4" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "dx_keys_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "event_outbox" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"topic" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seq" bigint,
	CONSTRAINT "event_outbox_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "fetch_queue" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"key" "bytea",
	"ref" "bytea",
	"state" text NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "fetch_queue_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "identifier_tokens" (
	"controller_id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"key_id" text NOT NULL,
	"normaliser" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"first_seen" timestamp with time zone NOT NULL,
	CONSTRAINT "identifier_tokens_controller_id_token_pk" PRIMARY KEY("controller_id","token")
);
--> statement-breakpoint
CREATE TABLE "integration_accounts" (
	"controller_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"adapter" text NOT NULL,
	"account" text NOT NULL,
	CONSTRAINT "integration_accounts_controller_id_integration_id_account_pk" PRIMARY KEY("controller_id","integration_id","account")
);
--> statement-breakpoint
CREATE TABLE "integrations" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"adapter" text NOT NULL,
	"label" text NOT NULL,
	"status" text NOT NULL,
	"settings" "bytea",
	"state" "bytea",
	"token" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"last_delivery_at" timestamp with time zone,
	"lease_holder" text,
	"lease_until" timestamp with time zone,
	"next_poll_at" timestamp with time zone,
	"renew_at" timestamp with time zone,
	"last_fetch_at" timestamp with time zone,
	"last_fetch_outcome" text,
	"last_fetch_events" integer,
	"last_fetch_rejected" integer,
	"last_fetch_retry_after_seconds" integer,
	CONSTRAINT "integrations_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "platform_refs" (
	"controller_id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"subject_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"object" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "platform_refs_controller_id_token_subject_id_integration_id_pk" PRIMARY KEY("controller_id","token","subject_id","integration_id")
);
--> statement-breakpoint
CREATE TABLE "processing_activities" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"type" text NOT NULL,
	"meaning" text NOT NULL,
	"scope" text NOT NULL,
	"account" text,
	"occurred_at" timestamp with time zone,
	"received_at" timestamp with time zone NOT NULL,
	"path" text NOT NULL,
	"verification" text NOT NULL,
	"event_hash" "bytea",
	"people" smallint NOT NULL,
	"fields" jsonb NOT NULL,
	CONSTRAINT "processing_activities_controller_id_id_pk" PRIMARY KEY("controller_id","id")
) PARTITION BY RANGE ("id");
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"adapter" text NOT NULL,
	"step" text NOT NULL,
	"reason" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"replays" integer NOT NULL,
	"last_replay_at" timestamp with time zone,
	"last_replay_reason" text,
	CONSTRAINT "quarantine_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "seen_keys" (
	"controller_id" uuid NOT NULL,
	"key" "bytea" NOT NULL,
	"delivery_id" uuid NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "seen_keys_controller_id_key_pk" PRIMARY KEY("controller_id","key")
);
--> statement-breakpoint
CREATE TABLE "subject_keys" (
	"controller_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"wrapped" "bytea" NOT NULL,
	CONSTRAINT "subject_keys_controller_id_subject_id_pk" PRIMARY KEY("controller_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "subject_links" (
	"controller_id" uuid NOT NULL,
	"subject_a" uuid NOT NULL,
	"subject_b" uuid NOT NULL,
	"state" text NOT NULL,
	"activity_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "subject_links_controller_id_subject_a_subject_b_pk" PRIMARY KEY("controller_id","subject_a","subject_b")
);
--> statement-breakpoint
CREATE INDEX "activity_subjects_subject" ON "activity_subjects" USING btree ("controller_id","subject_id","activity_id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_entries_seq" ON "audit_entries" USING btree ("controller_id","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_unsequenced" ON "audit_entries" USING btree ("controller_id","id") WHERE seq is null;--> statement-breakpoint
CREATE UNIQUE INDEX "data_controllers_did" ON "data_controllers" USING btree ("did");--> statement-breakpoint
CREATE INDEX "deliveries_integration" ON "deliveries" USING btree ("controller_id","integration_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "dx_keys_hash" ON "dx_keys" USING btree ("hash");--> statement-breakpoint
CREATE UNIQUE INDEX "event_outbox_seq" ON "event_outbox" USING btree ("controller_id","seq");--> statement-breakpoint
CREATE INDEX "event_outbox_unsequenced" ON "event_outbox" USING btree ("controller_id","id") WHERE seq is null;--> statement-breakpoint
CREATE INDEX "fetch_queue_waiting" ON "fetch_queue" USING btree ("controller_id","integration_id","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "identifier_tokens_subject" ON "identifier_tokens" USING btree ("controller_id","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "integration_accounts_account" ON "integration_accounts" USING btree ("adapter","account");--> statement-breakpoint
CREATE INDEX "integrations_adapter" ON "integrations" USING btree ("controller_id","adapter");--> statement-breakpoint
CREATE INDEX "platform_refs_subject" ON "platform_refs" USING btree ("controller_id","subject_id");--> statement-breakpoint
CREATE INDEX "processing_activities_delivery" ON "processing_activities" USING btree ("controller_id","delivery_id","position");--> statement-breakpoint
CREATE INDEX "processing_activities_event" ON "processing_activities" USING btree ("controller_id","event_hash");--> statement-breakpoint
CREATE INDEX "seen_keys_seen_at" ON "seen_keys" USING brin ("seen_at");
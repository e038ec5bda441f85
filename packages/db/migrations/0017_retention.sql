CREATE TABLE "legal_holds" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subject_id" uuid,
	"integration_id" uuid,
	"basis" text NOT NULL,
	"reference" text,
	"starts_at" timestamp with time zone NOT NULL,
	"review_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"placed_at" timestamp with time zone NOT NULL,
	"placed_by_type" text NOT NULL,
	"placed_by_id" text,
	"released_at" timestamp with time zone,
	"released_by_type" text,
	"released_by_id" text,
	"settled_at" timestamp with time zone,
	CONSTRAINT "legal_holds_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "processing_entries" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"integration_ids" uuid[] NOT NULL,
	"purposes" text[] NOT NULL,
	"legal_basis" text,
	"special_basis" text,
	"categories" text[] NOT NULL,
	"subject_kinds" text[] NOT NULL,
	"recipients" text[] NOT NULL,
	"transfers" jsonb NOT NULL,
	"retention" text,
	"security_measures" text[] NOT NULL,
	"contact" text,
	"representative" text,
	"dpo_contact" text,
	"joint_controllers" text[] NOT NULL,
	"clients" text[] NOT NULL,
	"dpia_url" text,
	"left_as_declared" jsonb NOT NULL,
	"version" integer NOT NULL,
	"reviewed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "processing_entries_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "retention_marks" (
	"controller_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"swept_to" uuid NOT NULL,
	CONSTRAINT "retention_marks_controller_id_integration_id_kind_pk" PRIMARY KEY("controller_id","integration_id","kind")
);
--> statement-breakpoint
CREATE TABLE "retention_periods" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"integration_id" uuid,
	"category" text,
	"days" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "retention_periods_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE TABLE "retention_tallies" (
	"controller_id" uuid PRIMARY KEY NOT NULL,
	"activities" integer NOT NULL,
	"trimmed" integer NOT NULL,
	"deliveries" integer NOT NULL,
	"held" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "legal_holds_unsettled" ON "legal_holds" USING btree ("controller_id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "legal_holds_subject" ON "legal_holds" USING btree ("controller_id","subject_id") WHERE subject_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "processing_entries_name" ON "processing_entries" USING btree ("controller_id","role","name");--> statement-breakpoint
CREATE UNIQUE INDEX "retention_periods_of" ON "retention_periods" USING btree ("controller_id",coalesce(integration_id, '00000000-0000-0000-0000-000000000000'),coalesce(category, ''));
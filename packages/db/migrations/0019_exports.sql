CREATE TABLE "data_export_parts" (
	"controller_id" uuid NOT NULL,
	"export_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"integration_id" uuid,
	"is_more" boolean NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "data_export_parts_controller_id_export_id_position_pk" PRIMARY KEY("controller_id","export_id","position")
);
--> statement-breakpoint
CREATE TABLE "data_export_sources" (
	"controller_id" uuid NOT NULL,
	"export_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"is_included" boolean NOT NULL,
	"targets" "bytea",
	"found" integer NOT NULL,
	"asked" integer NOT NULL,
	"documents" integer NOT NULL,
	"left_out" integer NOT NULL,
	"records" integer NOT NULL,
	"records_left_out" integer NOT NULL,
	"records_after" text,
	"tries" integer NOT NULL,
	"next_try_at" timestamp with time zone,
	CONSTRAINT "data_export_sources_controller_id_export_id_integration_id_pk" PRIMARY KEY("controller_id","export_id","integration_id")
);
--> statement-breakpoint
CREATE TABLE "data_exports" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"members" jsonb NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"ready_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"next_run_at" timestamp with time zone,
	"tokens" jsonb,
	"wrapped" "bytea",
	"version" integer NOT NULL,
	"parts" integer NOT NULL,
	"bytes" integer NOT NULL,
	"link_hash" "bytea",
	"downloads" integer NOT NULL,
	CONSTRAINT "data_exports_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE INDEX "data_exports_request" ON "data_exports" USING btree ("controller_id","request_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "data_exports_link" ON "data_exports" USING btree ("link_hash");--> statement-breakpoint
CREATE INDEX "data_exports_due" ON "data_exports" USING btree ("next_run_at") WHERE next_run_at is not null;--> statement-breakpoint
CREATE INDEX "data_exports_ending" ON "data_exports" USING btree ("expires_at") WHERE status = 'ready';
--> statement-breakpoint
SELECT conduit_tell('INSERT', 'data_exports', 'data_export.changed', $$jsonb_build_object('id', conduit_api_id('exp', n.controller_id, n.id), 'status', n.status, 'data_subject_request_id', conduit_api_id('req', n.controller_id, n.request_id))$$);
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'data_exports', 'data_export.changed', $$jsonb_build_object('id', conduit_api_id('exp', n.controller_id, n.id), 'status', n.status, 'data_subject_request_id', conduit_api_id('req', n.controller_id, n.request_id))$$, 'status, downloads');

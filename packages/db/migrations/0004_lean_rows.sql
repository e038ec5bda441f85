-- Rows that are there stay as they are: a delivery beside its activity, people in a table of their
-- own, fields in the row. What is read joins both kinds.
CREATE TABLE "field_set_seen" (
	"controller_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"event_type" text NOT NULL,
	"hash" uuid NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	CONSTRAINT "field_set_seen_controller_id_integration_id_event_type_hash_pk" PRIMARY KEY("controller_id","integration_id","event_type","hash")
);
--> statement-breakpoint
CREATE TABLE "field_sets" (
	"controller_id" uuid NOT NULL,
	"hash" uuid NOT NULL,
	"fields" jsonb NOT NULL,
	CONSTRAINT "field_sets_controller_id_hash_pk" PRIMARY KEY("controller_id","hash")
);
--> statement-breakpoint
DROP INDEX "processing_activities_delivery";--> statement-breakpoint
DROP INDEX "processing_activities_event";--> statement-breakpoint
ALTER TABLE "processing_activities" ALTER COLUMN "delivery_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "processing_activities" ALTER COLUMN "event_hash" SET DATA TYPE uuid
  USING substring(encode("event_hash", 'hex') FOR 32)::uuid;--> statement-breakpoint
ALTER TABLE "processing_activities" ALTER COLUMN "fields" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "seen_keys" ALTER COLUMN "key" SET DATA TYPE uuid
  USING substring(encode("key", 'hex') FOR 32)::uuid;--> statement-breakpoint
ALTER TABLE "processing_activities" ADD COLUMN "platform_delivery_id" text;--> statement-breakpoint
ALTER TABLE "processing_activities" ADD COLUMN "subject_id" uuid;--> statement-breakpoint
ALTER TABLE "processing_activities" ADD COLUMN "field_set" uuid;--> statement-breakpoint
CREATE INDEX "deliveries_platform_id" ON "deliveries" USING btree ("controller_id","platform_delivery_id") WHERE platform_delivery_id is not null;--> statement-breakpoint
CREATE INDEX "processing_activities_integration" ON "processing_activities" USING btree ("integration_id","id");--> statement-breakpoint
CREATE INDEX "processing_activities_subject" ON "processing_activities" USING btree ("subject_id","id") WHERE subject_id is not null;--> statement-breakpoint
CREATE INDEX "processing_activities_platform_id" ON "processing_activities" USING btree ("controller_id","platform_delivery_id") WHERE platform_delivery_id is not null;--> statement-breakpoint
CREATE INDEX "processing_activities_delivery" ON "processing_activities" USING btree ("delivery_id","id") WHERE delivery_id is not null;--> statement-breakpoint
CREATE INDEX "processing_activities_event" ON "processing_activities" USING btree ("event_hash") WHERE event_hash is not null;

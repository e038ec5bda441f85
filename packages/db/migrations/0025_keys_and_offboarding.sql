ALTER TABLE "dx_keys" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "master_keys" ADD COLUMN "rotation_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "master_keys" ADD COLUMN "drained_at" timestamp with time zone;
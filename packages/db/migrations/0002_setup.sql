ALTER TABLE "dx_keys" ADD COLUMN "by_setup" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "last_setup_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "last_setup_outcome" text;
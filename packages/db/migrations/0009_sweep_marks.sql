CREATE TABLE "sweep_marks" (
	"controller_id" uuid PRIMARY KEY NOT NULL,
	"swept_at" timestamp with time zone NOT NULL
);--> statement-breakpoint
INSERT INTO "sweep_marks" SELECT '00000000-0000-0000-0000-000000000000', coalesce(least(max("seen_at"), now()), now()) FROM "seen_keys";

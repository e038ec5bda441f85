CREATE TABLE "redaction_task_calls" (
	"controller_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"purpose" text NOT NULL,
	"method" text NOT NULL,
	"host" text NOT NULL,
	"began_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"status" integer,
	"request" "bytea" NOT NULL,
	"answer" "bytea",
	CONSTRAINT "redaction_task_calls_controller_id_task_id_position_pk" PRIMARY KEY("controller_id","task_id","position")
);
--> statement-breakpoint
ALTER TABLE "redaction_tasks" ADD COLUMN "calls" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "redaction_tasks" ADD COLUMN "digest_key" "bytea";
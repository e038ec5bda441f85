CREATE TABLE "own_erasures" (
	"controller_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"redaction_id" uuid,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"searched" jsonb NOT NULL,
	"counts" jsonb NOT NULL,
	"result" text,
	CONSTRAINT "own_erasures_controller_id_subject_id_pk" PRIMARY KEY("controller_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "suppression_hits" (
	"controller_id" uuid NOT NULL,
	"suppression_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"hits" integer NOT NULL,
	CONSTRAINT "suppression_hits_controller_id_suppression_id_integration_id_hour_pk" PRIMARY KEY("controller_id","suppression_id","integration_id","hour")
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"key_id" text NOT NULL,
	"group_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"redaction_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"hits" integer DEFAULT 0 NOT NULL,
	"last_hit_at" timestamp with time zone,
	"review_since" timestamp with time zone,
	"kept_at" timestamp with time zone,
	CONSTRAINT "suppressions_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE INDEX "suppression_hits_hour" ON "suppression_hits" USING brin ("hour");--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_token" ON "suppressions" USING btree ("controller_id","token");--> statement-breakpoint
CREATE INDEX "suppressions_group" ON "suppressions" USING btree ("controller_id","group_id");--> statement-breakpoint
CREATE INDEX "suppressions_expiring" ON "suppressions" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "suppressions_review" ON "suppressions" USING btree ("controller_id","id") WHERE review_since is not null;--> statement-breakpoint
-- Nothing has written into it.
DROP TABLE "suppressed_tokens";
--> statement-breakpoint
SELECT conduit_tell('INSERT', 'suppressions', 'suppression.changed', $$jsonb_build_object('id', conduit_api_id('spr', n.controller_id, n.id))$$);
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'suppressions', 'suppression.changed', $$jsonb_build_object('id', conduit_api_id('spr', n.controller_id, n.id))$$, 'review_since, kept_at');
--> statement-breakpoint
SELECT conduit_tell('DELETE', 'suppressions', 'suppression.changed', $$jsonb_build_object('id', conduit_api_id('spr', n.controller_id, n.id))$$);

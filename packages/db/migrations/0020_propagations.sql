CREATE TABLE "consent_propagations" (
	"controller_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"reference" "bytea" NOT NULL,
	"object" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"purpose_id" uuid,
	"platform_purpose" text NOT NULL,
	"state" text NOT NULL,
	"statement_id" uuid NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"found" text,
	"confirmed_at" timestamp with time zone,
	"tries" integer NOT NULL,
	"looks" integer NOT NULL,
	"told_at" timestamp with time zone,
	"called_at" timestamp with time zone,
	"paused_until" timestamp with time zone,
	"reason" text,
	"next_at" timestamp with time zone,
	"lease_holder" uuid,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text,
	CONSTRAINT "consent_propagations_controller_id_id_pk" PRIMARY KEY("controller_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "consent_propagations_open" ON "consent_propagations" USING btree ("controller_id","reference","integration_id","channel","platform_purpose") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "consent_propagations_due" ON "consent_propagations" USING btree ("next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "consent_propagations_object" ON "consent_propagations" USING btree ("controller_id","reference","integration_id");--> statement-breakpoint
CREATE INDEX "consent_propagations_subject" ON "consent_propagations" USING btree ("controller_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "consent_propagations_paused" ON "consent_propagations" USING btree ("controller_id","integration_id") WHERE paused_until is not null;--> statement-breakpoint
CREATE INDEX "consent_propagations_unwell" ON "consent_propagations" USING btree ("controller_id","id") WHERE next_at is null and (outcome in ('failed', 'refused') or (outcome = 'told' and found <> state));--> statement-breakpoint
SELECT conduit_tell('INSERT', 'consent_propagations', 'consent_propagation.changed', $$jsonb_build_object('id', conduit_api_id('prp', n.controller_id, n.id), 'data_subject_id', conduit_api_id('sub', n.controller_id, n.subject_id), 'outcome', n.outcome, 'found', n.found)$$);
--> statement-breakpoint
SELECT conduit_tell('UPDATE', 'consent_propagations', 'consent_propagation.changed', $$jsonb_build_object('id', conduit_api_id('prp', n.controller_id, n.id), 'data_subject_id', conduit_api_id('sub', n.controller_id, n.subject_id), 'outcome', n.outcome, 'found', n.found)$$, 'outcome, found, reason');

CREATE TABLE "subject_aliases" (
	"controller_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"alias_of" uuid NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"separated_at" timestamp with time zone,
	CONSTRAINT "subject_aliases_controller_id_subject_id_merged_at_pk" PRIMARY KEY("controller_id","subject_id","merged_at")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "subject_aliases_subject" ON "subject_aliases" USING btree ("controller_id","subject_id") WHERE separated_at is null;--> statement-breakpoint
CREATE INDEX "subject_aliases_members" ON "subject_aliases" USING btree ("controller_id","alias_of") WHERE separated_at is null;
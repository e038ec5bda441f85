CREATE TABLE "email_bases" (
	"controller_id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"subject_id" uuid NOT NULL,
	CONSTRAINT "email_bases_controller_id_token_subject_id_pk" PRIMARY KEY("controller_id","token","subject_id")
);
--> statement-breakpoint
CREATE TABLE "subject_restrictions" (
	"controller_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"restricted_at" timestamp with time zone NOT NULL,
	"lifted_at" timestamp with time zone,
	"reason" text NOT NULL,
	CONSTRAINT "subject_restrictions_controller_id_subject_id_restricted_at_pk" PRIMARY KEY("controller_id","subject_id","restricted_at")
);
--> statement-breakpoint
-- What was recorded before counts as shown by a proven event: the tokens of whom unsigned events alone told do
-- not, nor do the references of an integration whose events of that person were all unsigned.
ALTER TABLE "identifier_tokens" ADD COLUMN "is_verified" boolean NOT NULL DEFAULT true;--> statement-breakpoint
ALTER TABLE "identifier_tokens" ALTER COLUMN "is_verified" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "platform_refs" ADD COLUMN "is_verified" boolean NOT NULL DEFAULT true;--> statement-breakpoint
ALTER TABLE "platform_refs" ALTER COLUMN "is_verified" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "subject_links" ADD COLUMN "evidence" text NOT NULL DEFAULT 'event';--> statement-breakpoint
ALTER TABLE "subject_links" ALTER COLUMN "evidence" DROP DEFAULT;--> statement-breakpoint
CREATE TEMPORARY TABLE told_people ON COMMIT DROP AS
	SELECT "controller_id", "subject_id", "integration_id", bool_and("verification" = 'unsigned') AS "is_unsigned"
	FROM (
		SELECT "controller_id", "subject_id", "integration_id", "verification" FROM "processing_activities"
			WHERE "subject_id" IS NOT NULL
		UNION ALL
		SELECT s."controller_id", s."subject_id", a."integration_id", a."verification" FROM "activity_subjects" s
			JOIN "processing_activities" a ON a."controller_id" = s."controller_id" AND a."id" = s."activity_id"
	) told
	GROUP BY "controller_id", "subject_id", "integration_id";--> statement-breakpoint
UPDATE "identifier_tokens" t SET "is_verified" = false FROM (
		SELECT "controller_id", "subject_id" FROM told_people
		GROUP BY "controller_id", "subject_id" HAVING bool_and("is_unsigned")
	) u
	WHERE u."controller_id" = t."controller_id" AND u."subject_id" = t."subject_id";--> statement-breakpoint
UPDATE "platform_refs" r SET "is_verified" = false FROM told_people u
	WHERE u."controller_id" = r."controller_id" AND u."subject_id" = r."subject_id"
		AND u."integration_id" = r."integration_id" AND u."is_unsigned";--> statement-breakpoint
UPDATE "subject_links" l SET "evidence" = 'unsigned' FROM "processing_activities" a
	WHERE a."controller_id" = l."controller_id" AND a."id" = l."activity_id" AND a."verification" = 'unsigned';--> statement-breakpoint
CREATE INDEX "email_bases_subject" ON "email_bases" USING btree ("controller_id","subject_id");--> statement-breakpoint
CREATE INDEX "data_subjects_end" ON "data_subjects" USING btree ("controller_id",right(id::text, 8));--> statement-breakpoint
CREATE INDEX "subject_links_other" ON "subject_links" USING btree ("controller_id","subject_b");--> statement-breakpoint
CREATE INDEX "subject_links_suggested" ON "subject_links" USING btree ("controller_id","activity_id","subject_a","subject_b") WHERE state = 'suggested';

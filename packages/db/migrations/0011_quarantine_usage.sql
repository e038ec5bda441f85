CREATE TABLE "quarantine_usage" (
	"controller_id" uuid NOT NULL,
	"integration_id" uuid NOT NULL,
	"rows" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"left_out" bigint NOT NULL,
	CONSTRAINT "quarantine_usage_controller_id_integration_id_pk" PRIMARY KEY("controller_id","integration_id")
);
--> statement-breakpoint
INSERT INTO "quarantine_usage" ("controller_id", "integration_id", "rows", "bytes", "left_out")
SELECT "controller_id", "integration_id", count(*), sum(length("sealed")), 0 FROM "quarantine" GROUP BY "controller_id", "integration_id";

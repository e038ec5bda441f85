CREATE TABLE "people_epochs" (
	"controller_id" uuid NOT NULL,
	"epoch" bigint NOT NULL,
	CONSTRAINT "people_epochs_controller_id_pk" PRIMARY KEY("controller_id")
);
--> statement-breakpoint
CREATE TABLE "suppressed_tokens" (
	"controller_id" uuid NOT NULL,
	"token" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "suppressed_tokens_controller_id_token_pk" PRIMARY KEY("controller_id","token")
);

--> statement-breakpoint
INSERT INTO "people_epochs" ("controller_id", "epoch") SELECT "controller_id", 0 FROM "data_controllers";
--> statement-breakpoint
-- Ends a statement that turned out not to be ordinary; the recorder runs its work another way.
CREATE FUNCTION "conduit_not_ordinary"() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'not ordinary' USING ERRCODE = 'CD001';
END
$$;

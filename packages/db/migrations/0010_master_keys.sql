CREATE TABLE "master_keys" (
	"controller_id" uuid NOT NULL,
	"key_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "master_keys_controller_id_key_id_pk" PRIMARY KEY("controller_id","key_id")
);

DROP INDEX "integration_accounts_account";--> statement-breakpoint
ALTER TABLE "integration_accounts" ADD COLUMN "proof" text;--> statement-breakpoint
ALTER TABLE "integration_accounts" ADD COLUMN "proven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "integration_accounts" ADD COLUMN "recognised_at" timestamp with time zone;--> statement-breakpoint
-- A row of before is the only claim to its account.
UPDATE "integration_accounts" SET "proof" = 'upgrade', "proven_at" = now();--> statement-breakpoint
CREATE UNIQUE INDEX "integration_accounts_proven" ON "integration_accounts" USING btree ("adapter","account") WHERE proof is not null;--> statement-breakpoint
CREATE INDEX "integration_accounts_account" ON "integration_accounts" USING btree ("adapter","account");
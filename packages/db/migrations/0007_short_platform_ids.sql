DROP INDEX "deliveries_platform_id";--> statement-breakpoint
DROP INDEX "processing_activities_platform_id";--> statement-breakpoint
CREATE INDEX "deliveries_platform_id" ON "deliveries" USING btree ("platform_delivery_id") WHERE platform_delivery_id is not null;--> statement-breakpoint
CREATE INDEX "processing_activities_platform_id" ON "processing_activities" USING btree ("platform_delivery_id") WHERE platform_delivery_id is not null;
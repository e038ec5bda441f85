ALTER TABLE "seen_keys" ALTER COLUMN "seen_at" DROP NOT NULL;--> statement-breakpoint
-- What has opened a request, or says something of consent, must not come a second time. Which of it has a
-- signed time is not written down, so the keys of all of it stay.
UPDATE "seen_keys" SET "seen_at" = NULL FROM "processing_activities" activity
  WHERE activity.controller_id = seen_keys.controller_id
    AND coalesce(activity.delivery_id, activity.id) = seen_keys.delivery_id
    AND (activity.meaning LIKE 'request.%' OR activity.meaning LIKE 'consent.%');

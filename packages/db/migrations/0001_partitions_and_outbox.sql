-- drizzle-kit knows neither partitions nor triggers. The three PARTITION BY of 0000_tables.sql were
-- added by hand; ensurePartitions() makes the months, and what fits none of them lands here.
CREATE TABLE "deliveries_default" PARTITION OF "deliveries" DEFAULT;
--> statement-breakpoint
CREATE TABLE "processing_activities_default" PARTITION OF "processing_activities" DEFAULT;
--> statement-breakpoint
CREATE TABLE "activity_subjects_default" PARTITION OF "activity_subjects" DEFAULT;
--> statement-breakpoint
-- uuidv7() comes with PostgreSQL 18 only. A random UUID gets the time as its first 48 bits, and two
-- more bits turn its version 4 into 7.
CREATE FUNCTION "conduit_uuid_v7"() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint
CREATE FUNCTION "conduit_outbox_data_controllers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO event_outbox (controller_id, id, topic, payload, created_at)
    SELECT controller_id, conduit_uuid_v7(), 'data_controller.created',
      jsonb_build_object('id', controller_id, 'did', did, 'status', status), clock_timestamp()
    FROM new_rows;
  ELSE
    INSERT INTO event_outbox (controller_id, id, topic, payload, created_at)
    SELECT n.controller_id, conduit_uuid_v7(), 'data_controller.updated',
      jsonb_build_object('id', n.controller_id, 'did', n.did, 'status', n.status), clock_timestamp()
    FROM new_rows n JOIN old_rows o USING (controller_id)
    WHERE (n.did, n.name, n.phone_region, n.status)
      IS DISTINCT FROM (o.did, o.name, o.phone_region, o.status);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- Leases, cursors and clocks of a connection change all the time; only what a person decides is told.
CREATE FUNCTION "conduit_outbox_integrations"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO event_outbox (controller_id, id, topic, payload, created_at)
    SELECT controller_id, conduit_uuid_v7(), 'integration.created',
      jsonb_build_object('id', id, 'dataControllerId', controller_id, 'adapter', adapter,
        'status', status), clock_timestamp()
    FROM new_rows;
  ELSE
    INSERT INTO event_outbox (controller_id, id, topic, payload, created_at)
    SELECT n.controller_id, conduit_uuid_v7(), 'integration.updated',
      jsonb_build_object('id', n.id, 'dataControllerId', n.controller_id, 'adapter', n.adapter,
        'status', n.status), clock_timestamp()
    FROM new_rows n JOIN old_rows o ON o.controller_id = n.controller_id AND o.id = n.id
    WHERE (n.label, n.status, n.settings) IS DISTINCT FROM (o.label, o.status, o.settings);
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- Statement triggers fire for no rows as well, and an upsert fires both kinds, each with its own rows.
CREATE TRIGGER "data_controllers_created" AFTER INSERT ON "data_controllers"
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION conduit_outbox_data_controllers();
--> statement-breakpoint
CREATE TRIGGER "data_controllers_updated" AFTER UPDATE ON "data_controllers"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION conduit_outbox_data_controllers();
--> statement-breakpoint
CREATE TRIGGER "integrations_created" AFTER INSERT ON "integrations"
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION conduit_outbox_integrations();
--> statement-breakpoint
CREATE TRIGGER "integrations_updated" AFTER UPDATE ON "integrations"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION conduit_outbox_integrations();
--> statement-breakpoint
-- A seat belt, not a proof: whoever owns the tables can take it off.
CREATE FUNCTION "conduit_audit_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seq IS NULL
    AND (to_jsonb(NEW) - '{seq,prev_hash,leaf_hash}'::text[])
      = (to_jsonb(OLD) - '{seq,prev_hash,leaf_hash}'::text[])
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION conduit_audit_is_append_only();
--> statement-breakpoint
CREATE TRIGGER "audit_entries_no_truncate" BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION conduit_audit_is_append_only();

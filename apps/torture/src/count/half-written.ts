import { ofNobody } from '../load/deliveries.ts'
import type { Ask } from './store.ts'

const noDelivery = `select from deliveries d where d.controller_id = a.controller_id and d.id = a.delivery_id`
const noKey = `select from seen_keys k where k.controller_id = a.controller_id and k.delivery_id = coalesce(a.delivery_id, a.id)`
const noOther = `select from activity_subjects o where o.controller_id = a.controller_id and o.activity_id = a.id`

/** A subject's row that has to be there for what names it. */
function withoutSubject(table: string, column = 'subject_id'): string {
  return `${table} r where r.${column} is not null and not exists (
    select from data_subjects s where s.controller_id = r.controller_id and s.id = r.${column})`
}

/** Every person of the load can be found, so an activity has one at least, unless it is of nobody. */
const parts: Readonly<Record<string, string>> = {
  'an activity without its delivery': `processing_activities a
    where a.delivery_id is not null and not exists (${noDelivery})`,
  'an activity without its key of repetition': `processing_activities a where not exists (${noKey})`,
  'an activity without its person': `processing_activities a
    where a.people > 0 and a.subject_id is null and not exists (${noOther})`,
  'an activity without any person': `processing_activities a
    where a.people = 0 and a.type <> '${ofNobody}'`,
  'an activity without its fields': `processing_activities a
    where a.fields is null and not exists (
      select from field_sets f where f.controller_id = a.controller_id and f.hash = a.field_set)`,
  'a key of repetition without what it is of': `seen_keys k
    where not exists (select from processing_activities a
        where a.controller_id = k.controller_id and a.id = k.delivery_id)
      and not exists (select from processing_activities a
        where a.controller_id = k.controller_id and a.delivery_id = k.delivery_id)
      and not exists (select from deliveries d
        where d.controller_id = k.controller_id and d.id = k.delivery_id)`,
  'a delivery that counts other activities than it has': `deliveries d
    where d.activities <> (select count(*) from processing_activities a
      where a.controller_id = d.controller_id and a.delivery_id = d.id)`,
  'an activity of nobody there': withoutSubject('processing_activities'),
  'a further person of nobody there': withoutSubject('activity_subjects'),
  'a token of nobody there': withoutSubject('identifier_tokens'),
  'a reference of nobody there': withoutSubject('platform_refs'),
  'a key of nobody there': withoutSubject('subject_keys'),
  'a person without a key': `data_subjects s where not exists (
    select from subject_keys k where k.controller_id = s.controller_id and k.subject_id = s.id)`,
  'a person without a token': `data_subjects s where not exists (
    select from identifier_tokens t where t.controller_id = s.controller_id and t.subject_id = s.id)`,
}

/** Rows that lack others which are written in the same transaction, by what they lack. */
export async function halfWritten(ask: Ask): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  for (const [what, text] of Object.entries(parts)) {
    const [row] = await ask(`select count(*)::int as rows from ${text}`)
    const rows = Number(row?.rows)
    if (rows > 0) found[what] = rows
  }
  return found
}

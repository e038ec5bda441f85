import { randomUUID } from 'node:crypto'
import type { Ask } from './store.ts'

/** Activities that lie in the database beside those of the load. */
export interface Filled {
  readonly controllerId: string
  readonly swept: string
  /** Of which everything is held. */
  readonly held: string
  /** Whose activities are held. */
  readonly person: string
  /** Sets of fields: e-mail and name, e-mail, payment. */
  readonly both: string
  readonly email: string
  readonly payment: string
  /** How many are over and held. */
  readonly heldCount: number
  /** How many have to stay, with or without some of their fields. */
  readonly staying: number
  /** How many of them have to stay as they are. */
  readonly untouched: number
}

/** What is expected to be left: the rest of a million, told apart by n. */
const isOver = `(field_set = of_both and age >= 200) or (field_set = of_email and age >= 90)`
const isTrimmed = 'field_set = of_both and age >= 90 and age < 200'

/**
 * Fills in activities of the last 400 days, of two integrations with periods: e-mail for 90 days, names
 * for 200, payments for ever. A tenth lies where everything is held, a hundredth is about a person who is.
 */
export async function fillOld(
  ask: Ask,
  dataControllerId: string,
  count: number,
  now: Date,
): Promise<Filled> {
  const bytes = Buffer.from(dataControllerId.slice('ctl_'.length), 'base64url').subarray(0, 16)
  const controllerId = bytes.toString('hex')
  const [swept, held, person] = [randomUUID(), randomUUID(), randomUUID()]
  const [both, email, payment] = [randomUUID(), randomUUID(), randomUUID()]
  const at = `'${now.toISOString()}'::timestamptz`
  const c = `'${controllerId}'`
  await act(
    ask,
    `insert into integrations (controller_id, id, adapter, label, status, created_at, updated_at)
    values (${c}, '${swept}', 'custom', 'swept', 'removed', ${at}, ${at}),
      (${c}, '${held}', 'custom', 'held', 'removed', ${at}, ${at})`,
  )
  await ask(`insert into field_sets (controller_id, hash, fields) values
    (${c}, '${both}', '[["/email", "email", 0], ["/name", "name", 0]]'),
    (${c}, '${email}', '[["/email", "email", 0]]'), (${c}, '${payment}', '[["/card", "payment", 0]]')`)
  await act(
    ask,
    `insert into retention_periods (controller_id, id, category, days, updated_at) values
    (${c}, '${randomUUID()}', 'email', 90, ${at}), (${c}, '${randomUUID()}', 'name', 200, ${at})`,
  )
  const hold = `'legal_claims', ${at}, ${at}, 'operator'`
  await act(
    ask,
    `insert into legal_holds (controller_id, id, subject_id, integration_id, basis, starts_at, placed_at,
      placed_by_type)
    values (${c}, '${randomUUID()}', '${person}', null, ${hold}),
      (${c}, '${randomUUID()}', null, '${held}', ${hold})`,
  )
  await ask(`insert into processing_activities (controller_id, id, integration_id, position, type, meaning, scope,
      received_at, path, verification, people, subject_id, field_set)
    select ${c}, (substr(hex, 1, 8) || '-' || substr(hex, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
      case when n % 10 = 3 then '${held}' else '${swept}' end::uuid, 0, 'old', 'subject.updated', 'person',
      received_at, '', 'signed', 1, case when n % 100 = 7 then '${person}'::uuid end,
      case when n % 20 < 12 then '${both}' when n % 20 < 16 then '${email}' else '${payment}' end::uuid
    from (
      select n, received_at, lpad(to_hex(floor(extract(epoch from received_at) * 1000)::bigint), 12, '0') as hex
      from (
        select n, ${at} - (n / 20 % 400 + 0.5) * interval '1 day' as received_at
        from generate_series(1, ${count}) n
      ) times
    ) ids`)
  await ask('analyze processing_activities')
  const filled = { controllerId, swept, held, person, both, email, payment }
  const found = await countsOf(ask, filled)
  return {
    ...filled,
    heldCount: Number(found?.held),
    staying: Number(found?.staying),
    untouched: Number(found?.untouched),
  }
}

/** What is not as it has to be after the sweep. */
export async function leftOf(ask: Ask, filled: Filled): Promise<readonly string[]> {
  const found = await countsOf(ask, filled)
  const [log] = await ask(`select sum((details ->> 'activities')::int)::int as activities,
      sum((details ->> 'trimmed')::int)::int as trimmed, sum((details ->> 'held')::int)::int as held
    from audit_entries where action = 'retention.swept'`)
  return [
    ...(found?.left_over === 0
      ? []
      : [`${found?.left_over} activities are left whose time is over`]),
    ...(found?.untrimmed === 0 ? [] : [`${found?.untrimmed} activities have fields that are over`]),
    ...(filled.staying > 0 && found?.staying === filled.staying
      ? []
      : [`${found?.staying} activities are left of ${filled.staying} that have to stay`]),
    ...(filled.untouched > 0 && found?.untouched === filled.untouched
      ? []
      : [
          `${found?.untouched} activities are whole of ${filled.untouched} that nothing is over of`,
        ]),
    ...(filled.heldCount > 0 && found?.held === filled.heldCount ? [] : ['what was held is gone']),
    ...(Number(log?.activities) > 0 && Number(log?.trimmed) > 0 && Number(log?.held) > 0
      ? []
      : ['the audit log does not tell']),
  ]
}

/**
 * Activities with something that is over: those that may go, and those that are held; and those that are
 * not to go, of which some lose fields.
 */
async function countsOf(
  ask: Ask,
  {
    swept,
    held,
    person,
    both,
    email,
    payment,
  }: Omit<Filled, 'heldCount' | 'staying' | 'untouched'>,
) {
  const [found] = await ask(`
    select count(*) filter (where is_free and (${isOver}))::int as left_over,
      count(*) filter (where is_free and ${isTrimmed})::int as untrimmed,
      count(*) filter (where not is_free and ((${isOver}) or ${isTrimmed}))::int as held,
      count(*) filter (where not (is_free and (${isOver})))::int as staying,
      count(*) filter (where field_set in (of_both, of_email, '${payment}')
        and not (is_free and ((${isOver}) or ${isTrimmed})))::int as untouched
    from (
      select field_set, '${both}'::uuid as of_both, '${email}'::uuid as of_email,
        integration_id = '${swept}' and subject_id is distinct from '${person}' as is_free,
        extract(epoch from now() - received_at) / 86400 as age
      from processing_activities where integration_id in ('${swept}', '${held}')
    ) rows`)
  return found
}

/** Takes them out again, so that the load can be counted. */
export async function removeFilled(ask: Ask, { swept, held, controllerId }: Filled): Promise<void> {
  const own = `integration_id in ('${swept}', '${held}')`
  await ask(`delete from processing_activities where ${own}`)
  await act(ask, `delete from integrations where id in ('${swept}', '${held}')`)
  for (const table of ['retention_periods', 'retention_marks', 'legal_holds'])
    await act(ask, `delete from ${table} where controller_id = '${controllerId}'`)
}

/** Changes what asks for an audit entry, as if it had one. */
async function act(ask: Ask, text: string): Promise<void> {
  await ask('begin')
  await ask(`select set_config('conduit.audited', pg_current_xact_id()::text, true)`)
  await ask(text)
  await ask('commit')
}

import { sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { firstIdAt } from '../database/id-time.ts'
import { rowsOf } from '../database/statement.ts'
import { masterKeys } from '../schema/index.ts'

/** What needs master keys to be read or recognised. */
export const readerKinds = [
  'subject_keys',
  'request_keys',
  'hold_keys',
  'integrations',
  'readings',
  'quarantined',
  'tokens',
  'suppressions',
  'credentials',
  'repetitions',
] as const

/** One of {@link readerKinds}. */
export type ReaderKind = (typeof readerKinds)[number]

/** How many of a kind need a master key. */
export interface KeyReaders {
  readonly keyId: string
  readonly kind: ReaderKind
  readonly count: number
}

/** As `seal` writes it: a version, the length of the id, the id. */
export const sealedKeyIdText = (column: string): string =>
  `convert_from(substring(${column} from 3 for get_byte(${column}, 1)), 'UTF8')`

const sealedIn = (kind: ReaderKind, table: string, column: string): string =>
  `select '${kind}' as kind, ${sealedKeyIdText(column)} as "keyId", count(*)::int as count
    from ${table} where ${column} is not null group by 2`

const namedIn = (kind: ReaderKind, table: string): string =>
  `select '${kind}', key_id, count(*)::int from ${table} group by 2`

const text = [
  sealedIn('subject_keys', 'subject_keys', 'wrapped'),
  sealedIn('request_keys', 'request_keys', 'wrapped'),
  sealedIn('hold_keys', 'hold_keys', 'wrapped'),
  `select 'integrations', ${sealedKeyIdText('value')}, count(*)::int
    from integrations, lateral (values (settings), (state), (token)) sealed(value)
    where value is not null group by 2`,
  sealedIn('readings', 'fetch_queue', 'ref'),
  sealedIn('quarantined', 'quarantine', 'sealed'),
  namedIn('tokens', 'identifier_tokens'),
  namedIn('suppressions', 'suppressions'),
].join(' union all ')

/**
 * Counts what needs each master key of this database. It reads whole tables: for operators, and not for webhooks.
 *
 * @param active the key that new material is made with; null: repetitions of before it are not counted
 */
export async function keyReaders(
  executor: Executor,
  active: string | null,
  now: Date,
): Promise<readonly KeyReaders[]> {
  const known = await executor
    .select({ keyId: masterKeys.keyId, createdAt: masterKeys.createdAt })
    .from(masterKeys)
  const sealed = rowsOf<KeyReaders>(await executor.execute(sql.raw(text)))
  const others = known.map(({ keyId }) => keyId).filter(keyId => keyId !== active)
  if (others.length === 0) return sealed
  const since = known.find(({ keyId }) => keyId === active)?.createdAt ?? null
  const repetitions = since === null ? 0 : await countRepetitions(executor, since)
  const credentials = await countCredentials(executor, now)
  return [
    ...sealed,
    ...credentials.flatMap(({ keyId, count }) =>
      // Of what was made before it was noted nobody knows.
      (keyId === null ? others : [keyId]).map(each => {
        return { keyId: each, kind: 'credentials' as const, count }
      }),
    ),
    ...others.map(keyId => ({ keyId, kind: 'repetitions' as const, count: repetitions })),
  ]
}

/** Keys of repetitions that were kept before there was the active key: only older ones recognise them. */
async function countRepetitions(executor: Executor, since: Date): Promise<number> {
  const [row] = rowsOf<{ count: number }>(
    await executor.execute(sql`select count(*)::int as count from seen_keys
      where seen_at < ${since.toISOString()}::timestamptz
        or (seen_at is null and delivery_id < ${firstIdAt(since)}::uuid)`),
  )
  return row?.count ?? 0
}

/** Credentials in webhook URLs that open, by the key that their token is sealed under. */
async function countCredentials(
  executor: Executor,
  now: Date,
): Promise<readonly { readonly keyId: string | null; readonly count: number }[]> {
  return rowsOf(
    await executor.execute(sql`select key_id as "keyId", count(*)::int as count from dx_keys
      where integration_id is not null and (key_id is null or key_id <> '') and revoked_at is null
        and (expires_at is null or expires_at > ${now.toISOString()}::timestamptz)
      group by 1`),
  )
}

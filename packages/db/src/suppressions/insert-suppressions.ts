import type { KeyedHash } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import type { Executor } from '../database/database.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import { suppressions } from '../schema/index.ts'

type Row = (typeof suppressions)['$inferSelect']

/** An identifier that is suppressed. */
export interface SuppressedToken extends Pick<Row, 'kind' | 'keyId'> {
  readonly token: KeyedHash
}

/** Identifiers that are suppressed together, and why. */
export interface NewSuppression
  extends Pick<Row, 'controllerId' | 'reason' | 'redactionId' | 'effectiveFrom' | 'expiresAt'> {
  readonly tokens: readonly SuppressedToken[]
  readonly createdAt: Date
}

// Who was erased stays suppressed, whatever was asked for before.
const insert = jsonInsert(
  suppressions,
  [
    'controllerId',
    'id',
    'token',
    'kind',
    'keyId',
    'groupId',
    'reason',
    'redactionId',
    'createdAt',
    'effectiveFrom',
    'expiresAt',
  ],
  {
    orderBy: ['controllerId', 'token'],
    tail: `on conflict (controller_id, token) do update set reason = excluded.reason,
      group_id = excluded.group_id, redaction_id = excluded.redaction_id,
      effective_from = excluded.effective_from, expires_at = excluded.expires_at
    where excluded.reason = 'erased' and suppressions.reason <> 'erased'
    returning 1`,
  },
)

const text = `with added as (${insert.sql(1)}) select count(*)::int as added from added`

/**
 * Puts identifiers on the list, inside a transaction that has moved the people epoch first.
 * @returns how many were not on it, or not as those of somebody erased
 */
export async function insertSuppressions(
  executor: Executor,
  entries: readonly NewSuppression[],
): Promise<number> {
  const rows = new Map<string, Parameters<typeof insert.encode>[0][number]>()
  for (const { tokens, createdAt, effectiveFrom, expiresAt, ...entry } of entries) {
    const groupId = uuidv7()
    for (const token of tokens) {
      rows.set(token.token, {
        ...entry,
        ...token,
        ...{ id: uuidv7(), groupId, createdAt: createdAt.toISOString() },
        effectiveFrom: effectiveFrom.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
      })
    }
  }
  if (rows.size === 0) return 0
  const [result] = await statement<{ added: number }>(executor, text, [
    insert.encode([...rows.values()]),
  ])
  return result?.added ?? 0
}

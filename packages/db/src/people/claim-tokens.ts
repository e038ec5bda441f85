import {
  type KnownTokens,
  type NewToken,
  type Occurrence,
  type Resolution,
  resolve,
  subjectIds,
} from '@conduit/core/host'
import type { Executor } from '../database/database.ts'
import { givenRows } from '../database/given-rows.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import { identifierTokens } from '../schema/index.ts'
import { findTokensOfOthers } from './find-people.ts'

const insert = jsonInsert(
  identifierTokens,
  [
    'controllerId',
    'token',
    'kind',
    'keyId',
    'normaliser',
    'subjectId',
    'integrationId',
    'firstSeen',
  ],
  { orderBy: ['controllerId', 'token'], tail: 'on conflict do nothing returning 1' },
)

const insertText = `with added as (${insert.sql(1)}) select count(*)::int as added from added`

const moveText = `update identifier_tokens t set subject_id = given."subjectId"
  from ${givenRows(1, { controllerId: 'uuid', token: 'bytea', subjectId: 'uuid' })}
  where t.controller_id = given."controllerId" and t.token = given.token`

/**
 * Decides who is who and inserts the new tokens. Where another transaction was faster with one of
 * them, its subject is taken, and our other tokens of that person move to it.
 *
 * @param known what was recorded before
 */
export async function claimTokens(
  executor: Executor,
  occurrences: readonly Occurrence[],
  known: KnownTokens,
): Promise<Resolution> {
  const idOf = subjectIds()
  const first = resolve(occurrences, known, idOf)
  if (first.tokens.size === 0) return first
  const rows = [...first.tokens.values()].map(tokenRow)
  const [result] = await statement<{ added: number }>(executor, insertText, [insert.encode(rows)])
  if (result?.added === rows.length) return first

  const controllers = new Map(
    [...first.tokens].map(([token, { occurrence }]) => [token, occurrence.controller.id]),
  )
  const lost = await findTokensOfOthers(executor, controllers)
  const second = resolve(occurrences, new Map([...known, ...lost]), idOf)
  const moved = [...second.tokens.values()].filter(
    ({ token, subjectId }) => first.tokens.get(token.hash)?.subjectId !== subjectId,
  )
  if (moved.length > 0) {
    await statement(executor, moveText, [JSON.stringify(moved.map(movedRow))])
  }
  return second
}

/** The row of a new token. */
export function tokenRow({ token, subjectId, occurrence }: NewToken) {
  return {
    controllerId: occurrence.controller.id,
    token: token.hash,
    kind: token.kind,
    keyId: token.keyId,
    normaliser: token.normaliser,
    subjectId,
    integrationId: occurrence.integrationId,
    firstSeen: occurrence.seenAt.toISOString(),
  }
}

function movedRow({ token, subjectId, occurrence }: NewToken) {
  return { controllerId: occurrence.controller.id, token: token.hash, subjectId }
}

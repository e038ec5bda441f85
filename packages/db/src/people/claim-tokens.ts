import {
  type KnownTokens,
  type NewToken,
  type Occurrence,
  type Resolution,
  resolve,
  subjectIds,
} from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { givenRows } from '../database/given-rows.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import { unavailable } from '../errors/database-error.ts'
import { identifierTokens } from '../schema/index.ts'
import { findTokensOfOthers, type KnownPeople } from './find-people.ts'

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
    'isVerified',
  ],
  { orderBy: ['controllerId', 'token'], tail: 'on conflict do nothing returning 1' },
)

const insertText = `with added as (${insert.sql(1)}) select count(*)::int as added from added`

const givenTokens = givenRows(1, {
  controllerId: 'uuid',
  token: 'bytea',
  subjectId: 'uuid',
  isVerified: 'boolean',
})

// What others have verified stays whose it is.
const moveText = `with locked as materialized (
    select given.* from ${givenTokens} join identifier_tokens t
      on t.controller_id = given."controllerId" and t.token = given.token
    where t.xmin = pg_current_xact_id()::xid or not t.is_verified
    order by t.controller_id, t.token for no key update of t
  )
  update identifier_tokens t set subject_id = locked."subjectId", is_verified = locked."isVerified" from locked
  where t.controller_id = locked."controllerId" and t.token = locked.token
  returning 1`

/**
 * Decides who is who, inserts the new tokens, and gives those that are verified now to their people.
 * Where another transaction was faster with one of them, its subject is taken, and our other tokens
 * of that person move to it.
 *
 * @param known what was recorded before
 * @throws {ConduitError} `unavailable`: others were faster twice
 */
export async function claimTokens(
  executor: Executor,
  occurrences: readonly Occurrence[],
  { tokens: known, bases }: Pick<KnownPeople, 'tokens' | 'bases'>,
): Promise<Resolution> {
  const idOf = subjectIds()
  const first = resolve(occurrences, known, idOf, bases)
  const added = await insertTokens(executor, [...first.tokens.values()])
  const verified = await moveTokens(executor, [...first.verified])
  if (added === first.tokens.size && verified === first.verified.size) {
    await assertUnverified(executor, first)
    await dropOlderTokens(executor, first, known)
    return first
  }

  const claimed = new Map([...first.tokens, ...first.verified])
  const controllers = new Map(
    [...claimed].map(([token, { occurrence }]) => [token, occurrence.controller.id]),
  )
  const lost = await findTokensOfOthers(executor, controllers)
  const second = resolve(occurrences, new Map([...known, ...lost]), idOf, bases)
  const moved = [...second.tokens, ...second.verified].filter(
    ([token, { subjectId, isVerified }]) => {
      const before = claimed.get(token)
      return lost.has(token) || before?.subjectId !== subjectId || before.isVerified !== isVerified
    },
  )
  if ((await moveTokens(executor, moved)) < moved.length) {
    throw unavailable('who is who changed meanwhile')
  }
  await assertUnverified(executor, second)
  await dropOlderTokens(executor, second, known)
  return second
}

/** Tokens that older keys made, of identifiers that the active key has a token of now. */
export function olderTokens(
  { tokens, verified }: Resolution,
  known: KnownTokens,
): readonly (NewToken & { readonly older: KeyedHash })[] {
  return [...tokens.values(), ...verified.values()].flatMap(each =>
    each.token.older.flatMap(older => (known.has(older) ? [{ ...each, older }] : [])),
  )
}

const older = arrayRows({ controllerId: 'uuid', token: 'bytea', subjectId: 'uuid' })

const dropTokensText = `delete from identifier_tokens t using ${older.from(1)}
  where t.controller_id = given."controllerId" and t.token = given.token and t.subject_id = given."subjectId"`

const dropBasesText = `delete from email_bases b using ${older.from(1)}
  where b.controller_id = given."controllerId" and b.token = given.token and b.subject_id = given."subjectId"`

/**
 * Whoever comes back under the active key is known by it from now on: nobody needs an older one to find
 * them. What somebody else is known by stays.
 */
async function dropOlderTokens(
  executor: Executor,
  resolution: Resolution,
  known: KnownTokens,
): Promise<void> {
  const superseded = olderTokens(resolution, known)
  if (superseded.length === 0) return
  const rowOf = ({ occurrence, subjectId }: NewToken, token: KeyedHash) => {
    return { controllerId: occurrence.controller.id, token, subjectId }
  }
  const tokens = superseded.map(each => rowOf(each, each.older))
  const bases = superseded.flatMap(each => each.token.bases.slice(1).map(base => rowOf(each, base)))
  await statement(executor, dropTokensText, older.encode(tokens))
  if (bases.length > 0) await statement(executor, dropBasesText, older.encode(bases))
}

const unverified = arrayRows({ controllerId: 'uuid', subjectId: 'uuid' })

/** Whom unsigned events speak of has no verified token: somebody may have verified one meanwhile. */
async function assertUnverified(executor: Executor, { tokens }: Resolution): Promise<void> {
  const said = [...tokens.values()].filter(({ isVerified }) => !isVerified)
  if (said.length === 0) return
  const rows = said.map(({ subjectId, occurrence }) => {
    return { controllerId: occurrence.controller.id, subjectId }
  })
  const text = `select 1 from ${unverified.from(1)} join identifier_tokens t
    on t.controller_id = given."controllerId" and t.subject_id = given."subjectId" and t.is_verified limit 1`
  const mixed = await statement(executor, text, unverified.encode(rows))
  if (mixed.length > 0) throw unavailable('who is who changed meanwhile')
}

async function insertTokens(executor: Executor, tokens: readonly NewToken[]): Promise<number> {
  if (tokens.length === 0) return 0
  const rows = [insert.encode(tokens.map(tokenRow))]
  const [result] = await statement<{ added: number }>(executor, insertText, rows)
  return result?.added ?? 0
}

async function moveTokens(
  executor: Executor,
  tokens: readonly (readonly [KeyedHash, NewToken])[],
): Promise<number> {
  if (tokens.length === 0) return 0
  const rows = tokens.map(movedRow)
  return (await statement(executor, moveText, [JSON.stringify(rows)])).length
}

/** The row of a new token. */
export function tokenRow({ token, subjectId, isVerified, occurrence }: NewToken) {
  return {
    controllerId: occurrence.controller.id,
    token: token.hash,
    kind: token.kind,
    keyId: token.keyId,
    normaliser: token.normaliser,
    subjectId,
    integrationId: occurrence.integrationId,
    firstSeen: occurrence.seenAt.toISOString(),
    isVerified,
  }
}

/** What changes of a token that goes to another subject, or is verified. */
export function movedRow([token, { subjectId, isVerified, occurrence }]: readonly [
  KeyedHash,
  NewToken,
]) {
  return { controllerId: occurrence.controller.id, token, subjectId, isVerified }
}

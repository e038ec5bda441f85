import type { Executor } from '../client.ts'
import { jsonInsert } from '../json-insert.ts'
import { identifierTokens } from '../schema/index.ts'
import { statement } from '../statement.ts'
import { scopedKey } from './decide.ts'
import type { Occurrence } from './people.ts'
import { type NewToken, type Resolution, resolve, subjectIds } from './resolve.ts'

const given = `json_to_recordset($1::json) as given("controllerId" uuid, token bytea)`

// The `offset 0` keeps the planner from scanning a whole table that was small when it made its plan.
const tokensText = `select t.* from ${given} cross join lateral (
    select controller_id || '\\x' || encode(token, 'hex') as scoped, subject_id as subject
    from identifier_tokens
    where controller_id = given."controllerId" and token = given.token offset 0
  ) t`

const lostText = tokensText.replace('offset 0', 'and xmin <> pg_current_xact_id()::xid offset 0')

const refsText = `select r.* from ${given} cross join lateral (
    select controller_id || '\\x' || encode(token, 'hex') || subject_id || integration_id as ref
    from platform_refs
    where controller_id = given."controllerId" and token = given.token offset 0
  ) r`

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
  from json_to_recordset($1::json) as given("controllerId" uuid, token bytea, "subjectId" uuid)
  where t.controller_id = given."controllerId" and t.token = given.token`

/** What the database knows of a set of people. */
export interface KnownPeople {
  /** Subject by scoped token. */
  readonly tokens: ReadonlyMap<string, string>
  /** {@link refKey} of each reference that is sealed already. */
  readonly references: ReadonlySet<string>
}

/** Names a reference of a subject on one connection. */
export function refKey(occurrence: Occurrence, token: Uint8Array, subjectId: string): string {
  return scopedKey(occurrence.controller.id, token) + subjectId + occurrence.integrationId
}

/** Looks up all tokens and references of these people, each as one set. */
export async function findPeople(
  executor: Executor,
  occurrences: readonly Occurrence[],
): Promise<KnownPeople> {
  const tokens = new Set(
    occurrences.flatMap(each => each.tokens.flatMap(token => [token.scoped, ...token.older])),
  )
  const references = new Set(
    occurrences.flatMap(({ controller, references }) =>
      references.map(({ token }) => scopedKey(controller.id, token)),
    ),
  )
  const [knownTokens, knownReferences] = await Promise.all([
    tokens.size === 0 ? [] : statement<TokenRow>(executor, tokensText, [keysJson(tokens)]),
    references.size === 0
      ? []
      : statement<{ ref: string }>(executor, refsText, [keysJson(references)]),
  ])
  return {
    tokens: tokenMap(knownTokens),
    references: new Set(knownReferences.map(({ ref }) => ref)),
  }
}

/**
 * Decides who is who and inserts the new tokens. Where another transaction was faster with one of
 * them, its subject is taken, and our other tokens of that person move to it.
 */
export async function settlePeople(
  executor: Executor,
  occurrences: readonly Occurrence[],
  known: KnownPeople,
): Promise<Resolution> {
  const idOf = subjectIds()
  const first = resolve(occurrences, known.tokens, idOf)
  if (first.tokens.size === 0) return first
  const rows = [...first.tokens.values()].map(tokenRow)
  const [result] = await statement<{ added: number }>(executor, insertText, [insert.encode(rows)])
  if (result?.added === rows.length) return first

  const lost = tokenMap(
    await statement<TokenRow>(executor, lostText, [keysJson(first.tokens.keys())]),
  )
  const second = resolve(occurrences, new Map([...known.tokens, ...lost]), idOf)
  const moved = [...second.tokens].flatMap(([scoped, { subjectId }]) =>
    first.tokens.get(scoped)?.subjectId === subjectId ? [] : [{ ...keyOf(scoped), subjectId }],
  )
  if (moved.length > 0) await statement(executor, moveText, [JSON.stringify(moved)])
  return second
}

interface TokenRow {
  readonly scoped: string
  readonly subject: string
}

function tokenMap(rows: readonly TokenRow[]): ReadonlyMap<string, string> {
  return new Map(rows.map(({ scoped, subject }) => [scoped, subject]))
}

function tokenRow({ token, subjectId, occurrence }: NewToken) {
  return {
    ...keyOf(token.scoped),
    kind: token.kind,
    keyId: token.keyId,
    normaliser: token.normaliser,
    subjectId,
    integrationId: occurrence.integrationId,
    firstSeen: occurrence.seenAt.toISOString(),
  }
}

function keysJson(scoped: Iterable<string>): string {
  return JSON.stringify([...scoped].map(keyOf))
}

function keyOf(scoped: string): { readonly controllerId: string; readonly token: string } {
  return { controllerId: scoped.slice(0, 36), token: scoped.slice(36) }
}

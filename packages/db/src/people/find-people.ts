import {
  isProvenOccurrence,
  type KnownBases,
  type KnownTokens,
  mostLinksOfBase,
  type Occurrence,
  type TokenOwner,
} from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'

const givenControllers = arrayRows({ controllerId: 'uuid' })
const givenTokens = arrayRows({ controllerId: 'uuid', token: 'bytea', seals: 'boolean' })
const givenReferences = arrayRows({ controllerId: 'uuid', token: 'bytea' })
const givenBases = arrayRows({ controllerId: 'uuid', token: 'bytea' })
const tokensAt = 1 + givenControllers.size
const referencesAt = tokensAt + givenTokens.size
const basesAt = referencesAt + givenReferences.size

/** More than one person's: of somebody with so many nobody is taken over whole. */
const mostCounted = 101

// The `offset 0` keeps the planner from scanning a whole table that was small when it made its plan.
const findText = `
  select 'epoch' as kind, e.controller_id::text as name, e.epoch::text as value, null as wrapped,
    null::int as unverified
    from ${givenControllers.from(1)} cross join lateral (
      select * from people_epochs where controller_id = given."controllerId" offset 0
    ) e
  union all
  select case when t.is_verified then 'token' else 'unverified' end, encode(t.token, 'hex'), t.subject_id::text, case when given.seals then (
      select encode(k.wrapped, 'hex') from subject_keys k
      where k.controller_id = t.controller_id and k.subject_id = t.subject_id
    ) end, case when not t.is_verified and not exists (
      select from subject_links where controller_id = t.controller_id and t.subject_id in (subject_a, subject_b)
    ) then (
      select count(*)::int from (
        select from identifier_tokens o where o.controller_id = t.controller_id and o.subject_id = t.subject_id limit ${mostCounted}
      ) few
    ) end
    from ${givenTokens.from(tokensAt)} cross join lateral (
      select * from identifier_tokens
      where controller_id = given."controllerId" and token = given.token offset 0
    ) t
  union all
  select 'suppressed', encode(s.token, 'hex'), null, null, null
    from ${givenTokens.from(tokensAt)} cross join lateral (
      select * from suppressions
      where controller_id = given."controllerId" and token = given.token offset 0
    ) s
  union all
  select case when r.is_verified then 'reference' else 'unverified_reference' end,
      encode(r.token, 'hex') || r.subject_id || r.integration_id, null, null, null
    from ${givenReferences.from(referencesAt)} cross join lateral (
      select * from platform_refs
      where controller_id = given."controllerId" and token = given.token offset 0
    ) r
  union all
  select 'base', encode(b.token, 'hex'), b.subject_id::text, null, null
    from ${givenBases.from(basesAt)} cross join lateral (
      select * from email_bases
      where controller_id = given."controllerId" and token = given.token
      order by subject_id desc limit ${mostLinksOfBase}
    ) b`

const others = arrayRows({ controllerId: 'uuid', token: 'bytea' })

// What this transaction inserted carries its own number; the rest belongs to others, who have committed.
const othersText = `select encode(t.token, 'hex') as name, t.subject_id as value, t.is_verified as "isVerified"
  from ${others.from(1)} join identifier_tokens t
    on t.controller_id = given."controllerId" and t.token = given.token
  where t.xmin <> pg_current_xact_id()::xid`

/** What is known of a set of people, all of it of one moment. */
export interface KnownPeople {
  readonly tokens: KnownTokens
  readonly bases: KnownBases
  /** Is a reference of a subject sealed already, and verified where a proven event brings it? */
  hasReference(occurrence: Occurrence, token: KeyedHash, subjectId: string): boolean
  /** Wrapped keys by subject, of those who come with references. */
  readonly wrapped: ReadonlyMap<string, Uint8Array>
}

/** What the database knows of them, and the people epoch of each controller that has one. */
export interface FoundPeople extends KnownPeople {
  readonly epochs: ReadonlyMap<string, string>
}

interface FoundRow {
  readonly kind:
    | 'epoch'
    | 'token'
    | 'unverified'
    | 'suppressed'
    | 'reference'
    | 'unverified_reference'
    | 'base'
  readonly name: string
  readonly value: string | null
  readonly wrapped: string | null
  readonly unverified: number | null
}

/** Names a reference of a subject on one integration. */
export function refKey(
  { integrationId }: Pick<Occurrence, 'integrationId'>,
  token: KeyedHash,
  subjectId: string,
): string {
  return token + subjectId + integrationId
}

/** Names the same as one that only unsigned events have shown. */
export function unverifiedRefKey(...of: Parameters<typeof refKey>): string {
  return `${refKey(...of)}?`
}

/** Looks up all tokens and references of these people, and who of them is suppressed, at once. */
export async function findPeople(
  executor: Executor,
  occurrences: readonly Occurrence[],
): Promise<FoundPeople> {
  const rows =
    occurrences.length === 0
      ? []
      : await statement<FoundRow>(executor, findText, lookedUp(occurrences))
  const epochs = new Map<string, string>()
  const tokens = new Map<KeyedHash, TokenOwner | null>()
  const bases = new Map<KeyedHash, string[]>()
  const wrapped = new Map<string, Uint8Array>()
  const references = new Set<string>()
  for (const { kind, name, value, wrapped: key, unverified } of rows) {
    if (kind === 'reference') references.add(name)
    else if (kind === 'unverified_reference') references.add(`${name}?`)
    else if (kind === 'epoch') epochs.set(name, value ?? '')
    // Suppressed rows come after those of tokens: a person who came back is still suppressed.
    else if (value === null) tokens.set(name as KeyedHash, null)
    else if (kind === 'base')
      bases.set(name as KeyedHash, [...(bases.get(name as KeyedHash) ?? []), value])
    else
      tokens.set(name as KeyedHash, { subjectId: value, isVerified: kind === 'token', unverified })
    if (value !== null && key !== null) wrapped.set(value, Buffer.from(key, 'hex'))
  }
  const hasReference: KnownPeople['hasReference'] = (occurrence, token, subjectId) =>
    references.has(refKey(occurrence, token, subjectId)) ||
    (!isProvenOccurrence(occurrence) &&
      references.has(unverifiedRefKey(occurrence, token, subjectId)))
  return { epochs, tokens, bases, wrapped, hasReference }
}

/**
 * Subjects by those tokens that other transactions made.
 *
 * @param controllers controller by token
 */
export async function findTokensOfOthers(
  executor: Executor,
  controllers: ReadonlyMap<KeyedHash, string>,
): Promise<ReadonlyMap<KeyedHash, TokenOwner>> {
  if (controllers.size === 0) return new Map()
  const rows = [...controllers].map(([token, controllerId]) => ({ controllerId, token }))
  const found = await statement<{ name: KeyedHash; value: string; isVerified: boolean }>(
    executor,
    othersText,
    others.encode(rows),
  )
  return new Map(
    found.map(({ name, value, isVerified }) => [
      name,
      { subjectId: value, isVerified, unverified: null },
    ]),
  )
}

function lookedUp(occurrences: readonly Occurrence[]): readonly string[] {
  const controllers = new Set<string>()
  const tokens = new Map<KeyedHash, { controllerId: string; token: KeyedHash; seals: boolean }>()
  const references = new Map<KeyedHash, { controllerId: string; token: KeyedHash }>()
  const bases = new Map<KeyedHash, { controllerId: string; token: KeyedHash }>()
  for (const { controller, ...person } of occurrences) {
    const controllerId = controller.id
    controllers.add(controllerId)
    const comesWithReferences = person.references.length > 0
    for (const token of person.tokens.flatMap(({ hash, older }) => [hash, ...older])) {
      const seals = comesWithReferences || tokens.get(token)?.seals === true
      tokens.set(token, { controllerId, token, seals })
    }
    for (const { token } of person.references) references.set(token, { controllerId, token })
    if (!isProvenOccurrence(person)) continue
    for (const token of person.tokens.flatMap(each => each.bases)) {
      bases.set(token, { controllerId, token })
    }
  }
  return [
    ...givenControllers.encode([...controllers].map(controllerId => ({ controllerId }))),
    ...givenTokens.encode([...tokens.values()]),
    ...givenReferences.encode([...references.values()]),
    ...givenBases.encode([...bases.values()]),
  ]
}

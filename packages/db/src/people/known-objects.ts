import type { JsonObject, Reference } from '@conduit/core'
import { type KeyedHash, type Keyring, open, openSubjectKey } from '@conduit/privacy'
import { selectController } from '../controllers/find-controller.ts'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { referenceAad } from './seal-people.ts'

/** An object at a platform that a proven event gave to a person, and to nobody else. */
export interface KnownObject {
  /** Whose reference it is: a member of the person. */
  readonly subjectId: string
  readonly integrationId: string
  readonly token: KeyedHash
  /** In clear: not to be kept, logged or shown. */
  readonly reference: Reference
}

const givenMembers = arrayRows({ subjectId: 'uuid' })

// What is verified of another person too does not say whose data it holds.
const isOfOthers = `exists (select from platform_refs other
      where other.controller_id = r.controller_id and other.token = r.token
        and other.integration_id = r.integration_id and other.is_verified
        and other.subject_id not in (select "subjectId" from ${givenMembers.from(2)}))`

const textOf = (isShared: boolean) => `select r.subject_id::text as "subjectId",
    r.integration_id::text as "integrationId", encode(r.token, 'hex') as token,
    encode(r.sealed, 'hex') as sealed, encode(k.wrapped, 'hex') as wrapped
  from platform_refs r
  join subject_keys k on k.controller_id = r.controller_id and k.subject_id = r.subject_id
  where r.controller_id = $1::uuid and r.is_verified
    and r.subject_id in (select "subjectId" from ${givenMembers.from(2)})
    and ${isShared ? '' : 'not '}${isOfOthers}
  order by r.created_at, r.token, r.subject_id limit $3::int`

const ownText = textOf(false)
const sharedText = textOf(true)

interface Row extends Pick<KnownObject, 'subjectId' | 'integrationId' | 'token'> {
  /** Hexadecimal. */
  readonly sealed: string
  readonly wrapped: string
}

/**
 * The objects of a person and of nobody else, each once, the oldest first.
 * @param most so many at most
 */
export async function knownObjects(
  executor: Executor,
  keyring: Keyring,
  controllerId: string,
  memberIds: readonly string[],
  most: number,
): Promise<readonly KnownObject[]> {
  return await objectsBy(ownText, executor, keyring, controllerId, memberIds, most)
}

/** The objects of a person that are, proven, somebody else's too, in the same way. */
export async function sharedObjects(
  executor: Executor,
  keyring: Keyring,
  controllerId: string,
  memberIds: readonly string[],
  most: number,
): Promise<readonly KnownObject[]> {
  return await objectsBy(sharedText, executor, keyring, controllerId, memberIds, most)
}

const givenTokens = arrayRows({ token: 'bytea' })

const ofOthersText = `select distinct encode(r.token, 'hex') as token from platform_refs r
  where r.controller_id = $1::uuid and r.integration_id = $3::uuid and r.is_verified
    and r.token in (select "token" from ${givenTokens.from(4)})
    and r.subject_id not in (select "subjectId" from ${givenMembers.from(2)})`

/** Those of these tokens that name, proven, an object of somebody else. */
export async function tokensOfOthers(
  executor: Executor,
  controllerId: string,
  memberIds: readonly string[],
  integrationId: string,
  tokens: readonly KeyedHash[],
): Promise<ReadonlySet<KeyedHash>> {
  if (tokens.length === 0) return new Set()
  const given = givenMembers.encode(memberIds.map(subjectId => ({ subjectId })))
  const asked = givenTokens.encode(tokens.map(token => ({ token })))
  const params = [controllerId, ...given, integrationId, ...asked]
  const rows = await statement<{ token: KeyedHash }>(executor, ofOthersText, params)
  return new Set(rows.map(({ token }) => token))
}

async function objectsBy(
  text: string,
  executor: Executor,
  keyring: Keyring,
  controllerId: string,
  memberIds: readonly string[],
  most: number,
): Promise<readonly KnownObject[]> {
  const controller = await selectController(executor, controllerId)
  if (controller === null || memberIds.length === 0) return []
  const given = givenMembers.encode(memberIds.map(subjectId => ({ subjectId })))
  const rows = await statement<Row>(executor, text, [controllerId, ...given, String(most)])
  const keys = keyring.forController(controller)
  const found = new Map<string, KnownObject>()
  for (const { sealed, wrapped, ...row } of rows) {
    const { subjectId, integrationId } = row
    const key = openSubjectKey(keys, controllerId, subjectId, Buffer.from(wrapped, 'hex'))
    const aad = referenceAad(controllerId, subjectId)
    const plaintext = Buffer.from(open(key, Buffer.from(sealed, 'hex'), aad)).toString()
    // Merged people may know one object twice, under an older key too.
    const same = `${integrationId} ${plaintext}`
    if (!found.has(same)) found.set(same, { ...row, reference: referenceOf(plaintext) })
  }
  return [...found.values()]
}

/** Reads a reference as `pseudonymise` writes it. */
export function referenceOf(plaintext: string): Reference {
  const [object, id, within] = JSON.parse(plaintext) as [string, string, JsonObject | null]
  return { object, id, ...(within !== null && { within }) }
}

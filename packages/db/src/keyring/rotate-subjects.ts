import type { JsonObject, Reference } from '@conduit/core'
import { type Controller, referenceTokens } from '@conduit/core/host'
import {
  type KeyedHash,
  type Keyring,
  open,
  openSubjectKey,
  rewrapSubjectKey,
} from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { hexOf } from '../database/given-rows.ts'
import { statement } from '../database/statement.ts'
import { referenceOf } from '../people/known-objects.ts'
import { referenceAad } from '../people/seal-people.ts'
import { type NameSpace, nameSpacesOf } from './name-spaces.ts'
import { type Renewal, renewalsOf, renewTokens } from './renew-tokens.ts'
import {
  controllerOf,
  type OlderRow,
  olderRows,
  openedOrNull,
  type RotationBatch,
  type RotationStep,
  resultOf,
} from './rotation-step.ts'

const wrappedRows = arrayRows({ controllerId: 'uuid', id: 'uuid', wrapped: 'bytea' })

const wrapText = `update subject_keys k set wrapped = given.wrapped from ${wrappedRows.from(1)}
  where k.controller_id = given."controllerId" and k.subject_id = given.id`

const asked = arrayRows({ controllerId: 'uuid', id: 'uuid' })

const referencesText = `select r.controller_id::text as "controllerId", r.subject_id::text as "subjectId",
    r.integration_id::text as "integrationId", encode(r.token, 'hex') as token, encode(r.sealed, 'hex') as sealed
  from ${asked.from(1)} join platform_refs r on r.controller_id = given."controllerId" and r.subject_id = given.id`

interface ReferenceRow {
  readonly controllerId: string
  readonly subjectId: string
  readonly integrationId: string
  readonly token: KeyedHash
  readonly sealed: string
}

/** A reference whose hash an older key made. */
interface OlderReference extends Renewal, Pick<ReferenceRow, 'subjectId' | 'integrationId'> {}

/**
 * Wraps people's keys under the active key. With each goes what its references know: their own hashes, and
 * the tokens of identifiers that stand in them.
 */
export const rotateSubjects: RotationStep = async batch => {
  const { executor, limit } = batch
  const names = { table: 'subject_keys', id: 'subject_id', sealed: 'wrapped' }
  const rows = await olderRows(batch, names)
  const wrapped: { controllerId: string; id: string; wrapped: string }[] = []
  for (const row of rows) {
    const fresh = await rewrapped(batch, row)
    if (fresh !== null) wrapped.push({ controllerId: row.controllerId, id: row.id, wrapped: fresh })
  }
  if (wrapped.length > 0) {
    await renewReferences(batch, rows)
    await statement(executor, wrapText, wrappedRows.encode(wrapped))
  }
  return resultOf(rows, limit, wrapped.length)
}

async function rewrapped(
  batch: RotationBatch,
  { controllerId, id, sealed }: OlderRow,
): Promise<string | null> {
  const { keyring } = batch
  const controller = await controllerOf(batch, controllerId)
  if (controller === null) return null
  const keys = keyring.forController(controller)
  const bytes = Buffer.from(sealed, 'hex')
  const fresh = openedOrNull(() => rewrapSubjectKey(keys, keyring.active, controllerId, id, bytes))
  return fresh === null ? null : hexOf(fresh)
}

async function renewReferences(batch: RotationBatch, rows: readonly OlderRow[]): Promise<void> {
  const { executor, keyring } = batch
  const found = await statement<ReferenceRow>(
    executor,
    referencesText,
    asked.encode(rows.map(({ controllerId, id }) => ({ controllerId, id }))),
  )
  const wrapped = new Map(rows.map(({ id, sealed }) => [id, Buffer.from(sealed, 'hex')]))
  const spaces = new Map<string, readonly NameSpace[]>()
  const references: OlderReference[] = []
  const tokens: Renewal[] = []
  for (const row of found) {
    const { controllerId } = row
    const controller = await controllerOf(batch, controllerId)
    if (controller === null) continue
    const known = spaces.get(controllerId) ?? (await nameSpacesOf(executor, controllerId))
    spaces.set(controllerId, known)
    const reference = opened(keyring, controller, row, wrapped.get(row.subjectId))
    if (reference === null) continue
    const own = known.filter(({ integrationId }) => integrationId === row.integrationId)
    references.push(...renewalsOfReference(keyring, controller, row, reference, own))
    tokens.push(...tokensIn(keyring, controller, reference, own))
  }
  await renewTokens(executor, keyring.active, tokens)
  await moveReferences(executor, references)
}

function opened(
  keyring: Keyring,
  controller: Controller,
  { controllerId, subjectId, sealed }: ReferenceRow,
  wrapped: Uint8Array | undefined,
): Reference | null {
  if (wrapped === undefined) return null
  return openedOrNull(() => {
    const keys = keyring.forController(controller)
    const key = openSubjectKey(keys, controllerId, subjectId, wrapped)
    const plaintext = open(key, Buffer.from(sealed, 'hex'), referenceAad(controllerId, subjectId))
    return referenceOf(Buffer.from(plaintext).toString())
  })
}

/** The name space is not stored: that in which an older key makes the same hash is the one. */
function renewalsOfReference(
  keyring: Keyring,
  controller: Controller,
  { controllerId, subjectId, integrationId, token }: ReferenceRow,
  reference: Reference,
  spaces: readonly NameSpace[],
): readonly OlderReference[] {
  return spaces.flatMap(space => {
    const { hash, older } = referenceTokens(reference, { keyring, controller, ...space })
    if (!older.includes(token)) return []
    return [{ controllerId, subjectId, integrationId, older: token, fresh: hash }]
  })
}

const categories = ['account_id', 'email', 'phone'] as const

/** Whatever of a reference may be an identifier: only what its hash proves to be one is made anew. */
function tokensIn(
  keyring: Keyring,
  controller: Controller,
  { id, within }: Reference,
  spaces: readonly NameSpace[],
): readonly Renewal[] {
  const values = new Set([id, ...textsIn(within ?? {})])
  return [...values].flatMap(value =>
    categories.flatMap(category => renewalsOf(keyring, controller, { category, value }, spaces)),
  )
}

function textsIn(within: JsonObject): readonly string[] {
  return Object.values(within).filter(value => typeof value === 'string')
}

const moved = arrayRows({
  controllerId: 'uuid',
  subjectId: 'uuid',
  integrationId: 'uuid',
  older: 'bytea',
  fresh: 'bytea',
})

const isIt = (row: string, token: string): string => `${row}.controller_id = given."controllerId"
    and ${row}.subject_id = given."subjectId" and ${row}.integration_id = given."integrationId"
    and ${row}.${token}`

// One that is told by its fresh hash already stays where it is.
const tellingsText = `update consent_propagations p set reference = given.fresh from ${moved.from(1)}
  where ${isIt('p', 'reference')} = given.older and not exists (
    select from consent_propagations other where other.controller_id = p.controller_id
      and other.reference = given.fresh and other.integration_id = p.integration_id
      and other.channel = p.channel and other.platform_purpose = p.platform_purpose
      and other.next_at is not null and p.next_at is not null)`

const verifyText = `update platform_refs r set is_verified = true from ${moved.from(1)}
    join platform_refs o on ${isIt('o', 'token')} = given.older and o.is_verified
  where ${isIt('r', 'token')} = given.fresh and not r.is_verified`

const referenceText = `update platform_refs r set token = given.fresh from ${moved.from(1)}
  where ${isIt('r', 'token')} = given.older and not exists (
    select from platform_refs known where ${isIt('known', 'token')} = given.fresh)`

const doubledText = `delete from platform_refs r using ${moved.from(1)}
  where ${isIt('r', 'token')} = given.older
    and exists (select from platform_refs known where ${isIt('known', 'token')} = given.fresh)
    and not exists (select from consent_propagations p where ${isIt('p', 'reference')} = given.older)`

/** What was told of an object goes with its reference. Who came back meanwhile has it under both hashes. */
async function moveReferences(
  executor: Executor,
  references: readonly OlderReference[],
): Promise<void> {
  if (references.length === 0) return
  const params = moved.encode(references.map(each => ({ ...each })))
  for (const text of [tellingsText, verifyText, referenceText, doubledText]) {
    await statement(executor, text, params)
  }
}

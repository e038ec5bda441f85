import { ConduitError, type Scope } from '@conduit/core'
import { generateDxKey, hashKey } from '@conduit/core/host'
import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { dataControllers, dxKeys, integrations } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'

/** What a DX Key opens. */
export interface KeyBinding {
  readonly controllerId: string
  /** Null: any integration of the controller. */
  readonly integrationId: string | null
  /** Null: any scope. */
  readonly scope: Scope | null
  /** Handed to the platform by `setup`, which replaces it itself. Default: false. */
  readonly bySetup?: boolean
  /** The master key that the token around it is sealed under. Default: none is made of it. */
  readonly sealedUnder?: string
}

/** A DX Key in clear: shown once, stored as its SHA-256. */
export interface MintedKey {
  readonly id: string
  readonly key: string
}

/** Random characters of this number are beyond guessing; keys made elsewhere may have no more. */
const shortestImport = 12

/** `mintKey` inside a transaction. */
export async function mintKeyIn(
  executor: Executor,
  at: Date,
  actor: Actor,
  binding: KeyBinding,
): Promise<MintedKey> {
  const key = generateDxKey()
  return { id: await insertKey(executor, at, actor, binding, key, false), key }
}

/**
 * Takes a key that was made elsewhere.
 * @throws {ConduitError} `not_found`, `invalid`: too short to be a secret
 */
export async function importKey(
  executor: Executor,
  at: Date,
  actor: Actor,
  binding: KeyBinding,
  key: string,
): Promise<MintedKey> {
  if (key.length < shortestImport) {
    const detail = `must have at least ${shortestImport} characters`
    throw new ConduitError('invalid', {
      reason: 'the DX Key is too short',
      faults: [{ pointer: '/dxKey', detail }],
    })
  }
  return { id: await insertKey(executor, at, actor, binding, key, true), key }
}

async function insertKey(
  executor: Executor,
  at: Date,
  actor: Actor,
  binding: KeyBinding,
  key: string,
  isImported: boolean,
): Promise<string> {
  const { sealedUnder: keyId = '', ...bound } = binding
  const { controllerId, integrationId, scope } = bound
  await mustExist(executor, binding)
  const id = uuidv7()
  const hash = hashKey(key)
  const last4 = isImported ? null : key.slice(-4)
  await executor.insert(dxKeys).values({ ...bound, keyId, id, hash, last4, createdAt: at })
  await writeAudit(executor, {
    at,
    controllerId,
    actor,
    action: 'dx_key.created',
    objectType: 'dx_key',
    objectId: id,
    details: { integrationId, scope, isImported },
  })
  return id
}

async function mustExist(executor: Executor, { controllerId, integrationId }: KeyBinding) {
  const [controller] = await executor
    .select({ id: dataControllers.controllerId })
    .from(dataControllers)
    .where(eq(dataControllers.controllerId, controllerId))
  if (controller === undefined) throw notFound('data controller')
  if (integrationId === null) return
  const [integration] = await executor
    .select({ status: integrations.status })
    .from(integrations)
    .where(isIntegration({ controllerId, id: integrationId }))
  if (integration === undefined || integration.status === 'removed') throw notFound('integration')
}

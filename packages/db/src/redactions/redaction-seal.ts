import { createHash } from 'node:crypto'
import type { JsonObject, Reference } from '@conduit/core'
import { open, type Sealed, seal } from '@conduit/privacy'
import type { RowRef } from '../schema/row-ref.ts'
import type { TaskRow } from './redaction-node.ts'

/** Seals the object of a task under its request's key. */
export function sealTarget(key: Uint8Array, task: RowRef, target: Reference): Sealed {
  return sealJson(key, task, 'target', target)
}

/** @throws {VaultError} of another task or request */
export function openTarget(key: Uint8Array, task: RowRef, sealed: Sealed): Reference {
  return openJson(key, task, 'target', sealed) as Reference
}

/** Seals what a platform said when it agreed. */
export function sealProgress(key: Uint8Array, task: RowRef, progress: JsonObject): Sealed {
  return sealJson(key, task, 'progress', progress)
}

/** @throws {VaultError} of another task or request */
export function openProgress(key: Uint8Array, task: RowRef, sealed: Sealed): JsonObject {
  return openJson(key, task, 'progress', sealed) as JsonObject
}

/** Seals the key of the digests of a task's calls. */
export function sealDigestKey(key: Uint8Array, task: RowRef, digestKey: Uint8Array): Sealed {
  return seal(key, digestKey, aadOf(task, 'digests'))
}

/** @throws {VaultError} of another task or request */
export function openDigestKey(key: Uint8Array, task: RowRef, sealed: Sealed): Uint8Array {
  return open(key, sealed, aadOf(task, 'digests'))
}

/** By what a platform knows that a call is of the same task: of no other, and the same at every try. */
export function taskKey({
  redactionId,
  integrationId,
  object,
  reference,
  action,
}: Pick<TaskRow, 'redactionId' | 'integrationId' | 'object' | 'reference' | 'action'>): string {
  const parts = [redactionId, integrationId, object, reference, action]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function sealJson(key: Uint8Array, task: RowRef, place: string, value: object): Sealed {
  return seal(key, Buffer.from(JSON.stringify(value)), aadOf(task, place))
}

function openJson(key: Uint8Array, task: RowRef, place: string, sealed: Sealed): unknown {
  return JSON.parse(Buffer.from(open(key, sealed, aadOf(task, place))).toString())
}

function aadOf({ controllerId, id }: RowRef, place: string): string {
  return `${controllerId}|${id}|redaction ${place}`
}

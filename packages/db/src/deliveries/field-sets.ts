import { createHash } from 'node:crypto'
import type { DeliveryRecord } from '@conduit/core/host'
import { and, eq } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Executor } from '../database/database.ts'
import { uuidOf } from '../database/short-hash.ts'
import { fieldSetSeen, type StoredField } from '../schema/index.ts'

/** Where the fields of an event go: into a set by its hash, or into the row. */
export interface PlacedFields {
  readonly fieldSet: string | null
  readonly fields: readonly StoredField[] | null
}

/** A set that an integration shows in events of a type for the first time. */
export interface NewFieldSet {
  readonly controllerId: string
  readonly integrationId: string
  readonly eventType: string
  readonly hash: string
  readonly fields: readonly StoredField[]
  readonly firstAt: string
}

/** The sets of fields that events have, each written once. */
export interface FieldSets {
  /** Reads which sets the integrations of these deliveries have, once in the life of the process. */
  load(executor: Executor, deliveries: readonly DeliveryRecord[]): Promise<void>
  /** Finds the place of an event's fields, and the set that has to be written with it. */
  place(
    delivery: Pick<DeliveryRecord, 'controller' | 'integrationId' | 'receivedAt'>,
    eventType: string,
    fields: readonly StoredField[],
  ): readonly [PlacedFields, NewFieldSet | null]
  /** To be called after the commit of sets that were new. */
  keep(sets: readonly NewFieldSet[]): void
}

/** An adapter that makes a path of every value would fill the table: what is beyond stays in its row. */
const maxSetsPerIntegration = 500
const maxIntegrations = 1_000
const maxHashes = 2_000

/** Makes the memory of a recorder for sets of fields. */
export function createFieldSets(): FieldSets {
  const written = new LRUCache<string, Set<string>>({ max: maxIntegrations })
  const hashes = new LRUCache<string, string>({ max: maxHashes })
  const hashOf = (fields: readonly StoredField[]): string => {
    const text = JSON.stringify(fields)
    const known = hashes.get(text)
    if (known !== undefined) return known
    const hash = uuidOf(createHash('sha256').update(text).digest('hex'))
    hashes.set(text, hash)
    return hash
  }

  return {
    load: async (executor, deliveries) => {
      for (const { controller, integrationId } of deliveries) {
        if (written.has(integrationId)) continue
        written.set(integrationId, await readNames(executor, controller.id, integrationId))
      }
    },
    place: ({ controller, integrationId, receivedAt }, eventType, fields) => {
      const names = written.get(integrationId)
      const hash = hashOf(fields)
      const inSet = { fieldSet: hash, fields: null }
      if (names?.has(nameOf(eventType, hash)) === true) return [inSet, null]
      if (names === undefined || names.size >= maxSetsPerIntegration) {
        return [{ fieldSet: null, fields }, null]
      }
      const owner = { controllerId: controller.id, integrationId }
      return [inSet, { ...owner, eventType, hash, fields, firstAt: receivedAt.toISOString() }]
    },
    keep: sets => {
      for (const { integrationId, eventType, hash } of sets) {
        written.get(integrationId)?.add(nameOf(eventType, hash))
      }
    },
  }
}

async function readNames(
  executor: Executor,
  controllerId: string,
  integrationId: string,
): Promise<Set<string>> {
  const rows = await executor
    .select({ type: fieldSetSeen.eventType, hash: fieldSetSeen.hash })
    .from(fieldSetSeen)
    .where(
      and(
        eq(fieldSetSeen.controllerId, controllerId),
        eq(fieldSetSeen.integrationId, integrationId),
      ),
    )
    .limit(maxSetsPerIntegration)
  return new Set(rows.map(({ type, hash }) => nameOf(type, hash)))
}

function nameOf(type: string, hash: string): string {
  return `${hash} ${type}`
}

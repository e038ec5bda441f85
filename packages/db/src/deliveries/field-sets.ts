import type { ActivityRecord, DeliveryRecord, FieldRecord, Verification } from '@conduit/core/host'
import { and, eq } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Executor } from '../database/database.ts'
import { fieldSetSeen, type StoredField } from '../schema/index.ts'
import { setHash, storedFields } from './stored-fields.ts'

/** Where the fields of an event go: into a set by its hash, or into the row. */
export interface PlacedFields {
  readonly fieldSet: string | null
  readonly fields: readonly StoredField[] | null
  /** The set, if it has to be written with the event. */
  readonly newSet: NewFieldSet | null
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
  /** Is it known which sets the integrations of these deliveries have? */
  isLoaded(deliveries: readonly DeliveryRecord[]): boolean
  /** Reads which sets the integrations of these deliveries have, once in the life of the process. */
  load(executor: Executor, deliveries: readonly DeliveryRecord[]): Promise<void>
  /** Finds the place of an event's fields. @param eventType as it is stored */
  place(delivery: DeliveryRecord, activity: ActivityRecord, eventType: string): PlacedFields
  /** To be called after the commit of sets that were new. */
  keep(sets: readonly NewFieldSet[]): void
}

/** An adapter that makes a path of every value would fill the table: what is beyond stays in its row. */
const maxSetsPerIntegration = 500
const maxIntegrations = 1_000
const maxHashes = 2_000
/** An event of a thousand people would be remembered as a megabyte. */
const longestName = 10_000

/** An event of more fields is not remembered whole. */
const mostCompared = 100

/** Fields of an event, and the name of their set. */
interface HashedFields {
  readonly fields: readonly FieldRecord[]
  readonly verification: Verification
  readonly hash: string
}

/** Makes the memory of a recorder for sets of fields. */
export function createFieldSets(): FieldSets {
  const written = new LRUCache<string, Set<string>>({ max: maxIntegrations })
  const hashes = new LRUCache<string, string>({ max: maxHashes })
  const hashOf = (fields: readonly FieldRecord[], verification: Verification): string => {
    const name = fieldsName(fields, verification)
    const known = hashes.get(name)
    if (known !== undefined) return known
    const made = setHash(storedFields(fields, verification))
    if (name.length <= longestName) hashes.set(name, made)
    return made
  }

  const latest = new LRUCache<string, HashedFields>({ max: maxHashes })
  /** Most events have the fields of the one before of their type, and to compare takes less than to name them. */
  const hashAgain = (
    kind: string,
    fields: readonly FieldRecord[],
    verification: Verification,
  ): string => {
    const before = latest.get(kind)
    if (before !== undefined && isSame(before, fields, verification)) return before.hash
    const hash = hashOf(fields, verification)
    if (fields.length <= mostCompared) latest.set(kind, { fields, verification, hash })
    return hash
  }

  return {
    isLoaded: deliveries => deliveries.every(({ integrationId }) => written.has(integrationId)),
    load: async (executor, deliveries) => {
      for (const { controller, integrationId } of deliveries) {
        if (written.has(integrationId)) continue
        written.set(integrationId, await readNames(executor, controller.id, integrationId))
      }
    },
    place: ({ controller, integrationId, receivedAt, verification }, activity, eventType) => {
      const names = written.get(integrationId)
      const hash = hashAgain(`${integrationId} ${eventType}`, activity.fields, verification)
      if (names?.has(nameOf(eventType, hash)) === true) {
        return { fieldSet: hash, fields: null, newSet: null }
      }
      const fields = storedFields(activity.fields, verification)
      if (names === undefined || names.size >= maxSetsPerIntegration) {
        return { fieldSet: null, fields, newSet: null }
      }
      const owner = { controllerId: controller.id, integrationId }
      const newSet = { ...owner, eventType, hash, fields, firstAt: receivedAt.toISOString() }
      return { fieldSet: hash, fields: null, newSet }
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

function isSame(
  before: HashedFields,
  fields: readonly FieldRecord[],
  verification: Verification,
): boolean {
  if (before.verification !== verification || before.fields.length !== fields.length) return false
  return before.fields.every(({ path, category, person }, index) => {
    const field = fields[index]
    return field?.path === path && field.category === category && field.person === person
  })
}

/** The fields as a text that no others have: a path may hold any character, so its length goes first. */
function fieldsName(fields: readonly FieldRecord[], verification: Verification): string {
  let name: string = verification
  for (const { path, category, person } of fields) {
    name += ` ${person} ${category} ${path.length} ${path}`
  }
  return name
}

function nameOf(type: string, hash: string): string {
  return `${hash} ${type}`
}

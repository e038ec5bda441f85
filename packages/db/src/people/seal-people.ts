import { isProvenOccurrence, type Occurrence, type Resolution } from '@conduit/core/host'
import { createSubjectKey, type Keyring, openSubjectKey, seal } from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { hexOf } from '../database/given-rows.ts'
import type { JsonRow } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import type { dataSubjects, platformRefs, subjectKeys } from '../schema/index.ts'
import { type KnownPeople, refKey } from './find-people.ts'

/** Rows of people that are new, or have something new. */
export interface PeopleRows {
  readonly subjects: readonly JsonRow<
    typeof dataSubjects,
    'controllerId' | 'id' | 'state' | 'firstSeen'
  >[]
  readonly keys: readonly JsonRow<typeof subjectKeys, 'controllerId' | 'subjectId' | 'wrapped'>[]
  readonly references: readonly JsonRow<
    typeof platformRefs,
    | 'controllerId'
    | 'token'
    | 'subjectId'
    | 'integrationId'
    | 'object'
    | 'sealed'
    | 'createdAt'
    | 'isVerified'
  >[]
  /** The activities that brought them. */
  readonly activityIds: ReadonlySet<string>
}

/** A reference that no row holds yet, or none as a verified one. */
interface NewReference {
  readonly occurrence: Occurrence
  readonly subjectId: string
  readonly reference: Occurrence['references'][number]
}

const givenSubjects = arrayRows({ controllerId: 'uuid', subjectId: 'uuid' })

const keysText = `select k.subject_id as id, encode(k.wrapped, 'hex') as wrapped
  from ${givenSubjects.from(1)} join subject_keys k on k.controller_id = given."controllerId" and k.subject_id = given."subjectId"`

/** What a reference's ciphertext belongs to. */
export function referenceAad(controllerId: string, subjectId: string): string {
  return `${controllerId}|${subjectId}|platform_refs`
}

/**
 * Makes the keys of new subjects, and seals the references that are new. A reference of a subject
 * whose key was destroyed is dropped: an erased person's data is not kept again.
 */
export function sealPeople(
  keyring: Keyring,
  occurrences: readonly Occurrence[],
  resolution: Resolution,
  known: KnownPeople,
): PeopleRows {
  const made = [...resolution.created].map(([subjectId, occurrence]) => {
    const { controller } = occurrence
    const keys = keyring.forController(controller)
    const key = createSubjectKey(keys, keyring.active, controller.id, subjectId)
    return { subjectId, occurrence, ...key }
  })
  const fresh = newReferences(occurrences, resolution, known)
  const keys = new Map(made.map(({ subjectId, key }) => [subjectId, key]))
  for (const { subjectId, occurrence } of fresh) {
    const wrapped = known.wrapped.get(subjectId)
    if (wrapped === undefined || keys.has(subjectId)) continue
    const { controller } = occurrence
    const keysOfController = keyring.forController(controller)
    keys.set(subjectId, openSubjectKey(keysOfController, controller.id, subjectId, wrapped))
  }
  return {
    subjects: made.map(({ subjectId, occurrence }) => ({
      controllerId: occurrence.controller.id,
      id: subjectId,
      state: 'active',
      firstSeen: occurrence.seenAt.toISOString(),
    })),
    keys: made.map(({ subjectId, occurrence, wrapped }) => ({
      controllerId: occurrence.controller.id,
      subjectId,
      wrapped: hexOf(wrapped),
    })),
    references: fresh.flatMap(each => referenceRow(each, keys.get(each.subjectId))),
    activityIds: new Set([...made, ...fresh].map(({ occurrence }) => occurrence.activityId)),
  }
}

function newReferences(
  occurrences: readonly Occurrence[],
  { subjects }: Resolution,
  known: KnownPeople,
): readonly NewReference[] {
  const fresh = new Map<string, NewReference>()
  for (const [index, occurrence] of occurrences.entries()) {
    const subjectId = subjects[index]
    if (subjectId == null) continue
    for (const reference of occurrence.references) {
      if (known.hasReference(occurrence, reference.token, subjectId)) continue
      const key = refKey(occurrence, reference.token, subjectId)
      if (!fresh.has(key) || isProvenOccurrence(occurrence)) {
        fresh.set(key, { occurrence, subjectId, reference })
      }
    }
  }
  return [...fresh.values()]
}

/**
 * Wrapped keys of all subjects with references to seal. Some were not known when people were looked
 * up: another transaction made them meanwhile, or another event adds the token that leads to them.
 */
export async function loadKeys(
  executor: Executor,
  occurrences: readonly Occurrence[],
  { subjects, created }: Resolution,
  known: KnownPeople,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = new Map<string, { controllerId: string; subjectId: string }>()
  for (const [index, occurrence] of occurrences.entries()) {
    const { controller, references } = occurrence
    const subjectId = subjects[index]
    if (subjectId == null || created.has(subjectId) || known.wrapped.has(subjectId)) continue
    if (references.every(({ token }) => known.hasReference(occurrence, token, subjectId))) continue
    wanted.set(subjectId, { controllerId: controller.id, subjectId })
  }
  if (wanted.size === 0) return known.wrapped
  const rows = await statement<{ id: string; wrapped: string }>(
    executor,
    keysText,
    givenSubjects.encode([...wanted.values()]),
  )
  const loaded = rows.map(({ id, wrapped }) => [id, Buffer.from(wrapped, 'hex')] as const)
  return new Map([...known.wrapped, ...loaded])
}

function referenceRow(
  { occurrence, subjectId, reference }: NewReference,
  key: Uint8Array | undefined,
): PeopleRows['references'] {
  if (key === undefined) return []
  const controllerId = occurrence.controller.id
  return [
    {
      controllerId,
      token: reference.token,
      subjectId,
      integrationId: occurrence.integrationId,
      object: reference.object,
      sealed: hexOf(seal(key, reference.plaintext, referenceAad(controllerId, subjectId))),
      createdAt: occurrence.seenAt.toISOString(),
      isVerified: isProvenOccurrence(occurrence),
    },
  ]
}

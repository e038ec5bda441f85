import { createSubjectKey, type Keyring, openSubjectKey, seal } from '@conduit/privacy'
import type { Executor } from '../client.ts'
import type { JsonRow } from '../json-insert.ts'
import { hexBytes } from '../json-insert.ts'
import type { dataSubjects, platformRefs, subjectKeys } from '../schema/index.ts'
import { statement } from '../statement.ts'
import { type KnownPeople, refKey } from './find-people.ts'
import type { Occurrence } from './people.ts'
import type { Resolution } from './resolve.ts'

/** Rows of people that are new, or have something new. */
export interface PeopleRows {
  readonly subjects: readonly JsonRow<
    typeof dataSubjects,
    'controllerId' | 'id' | 'state' | 'firstSeen'
  >[]
  readonly keys: readonly JsonRow<typeof subjectKeys, 'controllerId' | 'subjectId' | 'wrapped'>[]
  readonly references: readonly JsonRow<
    typeof platformRefs,
    'controllerId' | 'token' | 'subjectId' | 'integrationId' | 'object' | 'sealed' | 'createdAt'
  >[]
}

/** A reference that no row holds yet. */
interface NewReference {
  readonly occurrence: Occurrence
  readonly subjectId: string
  readonly reference: Occurrence['references'][number]
}

const keysText = `select k.subject_id as id, encode(k.wrapped, 'hex') as wrapped
  from json_to_recordset($1::json) as given("controllerId" uuid, "subjectId" uuid)
  join subject_keys k on k.controller_id = given."controllerId" and k.subject_id = given."subjectId"`

/** What a reference's ciphertext belongs to. */
export function referenceAad(controllerId: string, subjectId: string): string {
  return `${controllerId}|${subjectId}|platform_refs`
}

/**
 * Makes the keys of new subjects, and seals the references that are new. A reference of a subject
 * whose key was destroyed is dropped: an erased person's data is not kept again.
 */
export async function sealPeople(
  executor: Executor,
  keyring: Keyring,
  occurrences: readonly Occurrence[],
  resolution: Resolution,
  known: KnownPeople,
): Promise<PeopleRows> {
  const made = [...resolution.created].map(([subjectId, occurrence]) => {
    const { controller } = occurrence
    const keys = keyring.forController(controller)
    const key = createSubjectKey(keys, keyring.active, controller.id, subjectId)
    return { subjectId, occurrence, ...key }
  })
  const fresh = newReferences(occurrences, resolution, known)
  const keys = new Map(made.map(({ subjectId, key }) => [subjectId, key]))
  const others = fresh.filter(({ subjectId }) => !keys.has(subjectId))
  if (others.length > 0) await loadKeys(executor, keyring, others, keys)
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
      wrapped: hexBytes(wrapped),
    })),
    references: fresh.flatMap(each => referenceRow(each, keys.get(each.subjectId))),
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
    if (subjectId === undefined) continue
    for (const reference of occurrence.references) {
      const key = refKey(occurrence, reference.token, subjectId)
      if (!known.references.has(key)) fresh.set(key, { occurrence, subjectId, reference })
    }
  }
  return [...fresh.values()]
}

async function loadKeys(
  executor: Executor,
  keyring: Keyring,
  references: readonly NewReference[],
  keys: Map<string, Uint8Array>,
): Promise<void> {
  const controllers = new Map(
    references.map(({ subjectId, occurrence }) => [subjectId, occurrence.controller]),
  )
  const wanted = [...controllers].map(([subjectId, { id }]) => ({ controllerId: id, subjectId }))
  const rows = await statement<{ id: string; wrapped: string }>(executor, keysText, [
    JSON.stringify(wanted),
  ])
  for (const { id, wrapped } of rows) {
    const controller = controllers.get(id)
    if (controller === undefined) continue
    const blob = Buffer.from(wrapped, 'hex')
    keys.set(id, openSubjectKey(keyring.forController(controller), controller.id, id, blob))
  }
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
      token: hexBytes(reference.token),
      subjectId,
      integrationId: occurrence.integrationId,
      object: reference.object,
      sealed: hexBytes(seal(key, reference.plaintext, referenceAad(controllerId, subjectId))),
      createdAt: occurrence.seenAt.toISOString(),
    },
  ]
}

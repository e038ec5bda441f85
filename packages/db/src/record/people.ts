import type { ActivityRecord, Controller, PersonRecord } from '@conduit/core'
import { scopedKey } from './decide.ts'

/** One findable person of one activity. */
export interface Occurrence {
  readonly controller: Controller
  readonly integrationId: string
  readonly activityId: string
  /** Index into the people of the activity. */
  readonly index: number
  readonly seenAt: Date
  readonly tokens: readonly ScopedToken[]
  readonly references: PersonRecord['references']
}

/** A token, with the texts that its rows are found by. */
export interface ScopedToken {
  readonly kind: 'email' | 'phone' | 'account_id'
  readonly keyId: string
  readonly normaliser: string
  /** Under the active key. */
  readonly scoped: string
  /** The same identifier under older keys. */
  readonly older: readonly string[]
}

/** The people of an event that can be found, those without a token left out. */
export function occurrencesOf(
  origin: Pick<Occurrence, 'controller' | 'integrationId' | 'activityId' | 'seenAt'>,
  people: ActivityRecord['people'],
  firstIndex = 0,
): readonly Occurrence[] {
  const { controller } = origin
  return people.flatMap((person, index) => {
    if (person.tokens.length === 0) return []
    const tokens = person.tokens.map(({ kind, keyId, normaliser, hash, older }) => ({
      kind,
      keyId,
      normaliser,
      scoped: scopedKey(controller.id, hash),
      older: older.map(token => scopedKey(controller.id, token.hash)),
    }))
    return [{ ...origin, index: firstIndex + index, tokens, references: person.references }]
  })
}

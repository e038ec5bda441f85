import type { KeyedHash } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import type { Controller, PersonRecord, PersonToken, Verification } from './store.ts'

/** One findable person of one activity. */
export interface Occurrence extends PersonRecord {
  readonly controller: Controller
  readonly integrationId: string
  readonly activityId: string
  readonly verification: Verification
  /** Index into the people of the activity. */
  readonly index: number
  readonly seenAt: Date
}

/** Subject by token; null: whoever comes with this token is suppressed. */
export type KnownTokens = ReadonlyMap<KeyedHash, string | null>

/** Who is who in a set of occurrences, as far as the known tokens tell. */
export interface Resolution {
  /** Subject of each occurrence, in their order; null: suppressed, and tied to nobody. */
  readonly subjects: readonly (string | null)[]
  /** Subjects that are new, by id, with the occurrence that brought them. */
  readonly created: ReadonlyMap<string, Occurrence>
  /** Tokens that are new. */
  readonly tokens: ReadonlyMap<KeyedHash, NewToken>
  /** Pairs that one occurrence called the same person. */
  readonly links: readonly Link[]
}

/** A token on its way into the store. */
export interface NewToken {
  readonly token: PersonToken
  readonly subjectId: string
  readonly occurrence: Occurrence
}

/** Two subjects, the smaller id first. */
export interface Link {
  readonly subjectA: string
  readonly subjectB: string
  readonly occurrence: Occurrence
}

/** The event that people occur in. */
export type OccurrenceOrigin = Pick<
  Occurrence,
  'controller' | 'integrationId' | 'activityId' | 'verification' | 'seenAt'
>

/** The people of an event that can be found, those without a token left out. */
export function occurrencesOf(
  origin: OccurrenceOrigin,
  people: readonly PersonRecord[],
  firstIndex = 0,
): readonly Occurrence[] {
  const { controller, integrationId, activityId, verification, seenAt } = origin
  const occurrences: Occurrence[] = []
  for (const [index, { tokens, references, consents }] of people.entries()) {
    if (tokens.length === 0) continue
    const ofPerson = { tokens, references, consents, index: firstIndex + index }
    occurrences.push({
      controller,
      integrationId,
      activityId,
      verification,
      seenAt,
      ...ofPerson,
    })
  }
  return occurrences
}

/**
 * Finds the subject of each occurrence, in the order given: its strongest known token decides,
 * unknown tokens join that subject, and subjects of its other tokens are suggested as linked, never
 * merged. Whoever has no known token is a new subject, known from then on. Who comes with a suppressed
 * token is nobody: no subject, no token and no link is made of that occurrence. Every store resolves
 * by this.
 *
 * @param known what is known of the tokens, under all keys
 * @param idOf id for a new subject by its first token, the same for the same token on every call
 */
export function resolve(
  occurrences: readonly Occurrence[],
  known: KnownTokens,
  idOf: (token: KeyedHash) => string,
): Resolution {
  const owners = new Map(known)
  const created = new Map<string, Occurrence>()
  const tokens = new Map<KeyedHash, NewToken>()
  const links = new Map<string, Link>()

  const subjects = occurrences.map(occurrence => {
    const [first] = occurrence.tokens
    if (first === undefined) throw new TypeError('an occurrence without a token')
    if (occurrence.tokens.some(token => isSuppressed(token, known))) return null
    const found = occurrence.tokens.map(token => ownersOf(token, owners))
    const strongest = found.find(({ length }) => length > 0)?.[0]
    const subjectId = strongest ?? idOf(first.hash)
    if (strongest === undefined) created.set(subjectId, occurrence)
    for (const [index, token] of occurrence.tokens.entries()) {
      const ofToken = found[index] ?? []
      for (const other of ofToken) {
        if (other === subjectId) continue
        const [subjectA, subjectB] = other < subjectId ? [other, subjectId] : [subjectId, other]
        links.set(subjectA + subjectB, { subjectA, subjectB, occurrence })
      }
      if (owners.has(token.hash)) continue
      const owner = ofToken[0] ?? subjectId
      owners.set(token.hash, owner)
      tokens.set(token.hash, { token, subjectId: owner, occurrence })
    }
    return subjectId
  })
  return { subjects, created, tokens, links: [...links.values()] }
}

/** Gives each new subject one id, however often its set is resolved. */
export function subjectIds(makeId = uuidv7): (token: KeyedHash) => string {
  const ids = new Map<KeyedHash, string>()
  return token => {
    const id = ids.get(token) ?? makeId()
    ids.set(token, id)
    return id
  }
}

/** Is this identifier suppressed, under any of the keys? */
export function isSuppressed({ hash, older }: PersonToken, known: KnownTokens): boolean {
  return known.get(hash) === null || older.some(each => known.get(each) === null)
}

const nobody: readonly string[] = []

/** Subjects that know this identifier, under the active key first. */
function ownersOf({ hash, older }: PersonToken, owners: KnownTokens): readonly string[] {
  if (older.length > 0) return [hash, ...older].flatMap(each => owners.get(each) ?? [])
  const owner = owners.get(hash)
  return owner == null ? nobody : [owner]
}

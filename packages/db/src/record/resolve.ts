import { uuidv7 } from 'uuidv7'
import type { Occurrence, ScopedToken } from './people.ts'

/** Who is who in a set of occurrences, as far as the known tokens tell. */
export interface Resolution {
  /** Subject of each occurrence, in their order. */
  readonly subjects: readonly string[]
  /** Subjects that are new, by id, with the occurrence that brought them. */
  readonly created: ReadonlyMap<string, Occurrence>
  /** Tokens that are new, by scoped key. */
  readonly tokens: ReadonlyMap<string, NewToken>
  /** Pairs that one occurrence called the same person. */
  readonly links: readonly Link[]
}

/** A token on its way into the database. */
export interface NewToken {
  readonly token: ScopedToken
  readonly subjectId: string
  readonly occurrence: Occurrence
}

/** Two subjects, the smaller id first. */
export interface Link {
  readonly subjectA: string
  readonly subjectB: string
  readonly occurrence: Occurrence
}

/**
 * Finds the subject of each occurrence, in the order given: its strongest known token decides,
 * unknown tokens join that subject, and subjects of its other tokens are suggested as linked, never
 * merged. Whoever has no known token is a new subject, known from then on.
 *
 * @param known subject by scoped token
 * @param idOf id for a new subject by its first token, the same for the same token on every call
 */
export function resolve(
  occurrences: readonly Occurrence[],
  known: ReadonlyMap<string, string>,
  idOf: (scoped: string) => string,
): Resolution {
  const owners = new Map(known)
  const created = new Map<string, Occurrence>()
  const tokens = new Map<string, NewToken>()
  const links = new Map<string, Link>()

  const subjects = occurrences.map(occurrence => {
    const found = occurrence.tokens.map(token => ownersOf(token, owners))
    const strongest = found.find(([owner]) => owner !== undefined)?.[0]
    const subjectId = strongest ?? idOf(occurrence.tokens[0]?.scoped ?? '')
    if (strongest === undefined) created.set(subjectId, occurrence)
    for (const [index, token] of occurrence.tokens.entries()) {
      const [owner = subjectId] = found[index] ?? []
      if (!owners.has(token.scoped)) {
        owners.set(token.scoped, owner)
        tokens.set(token.scoped, { token, subjectId: owner, occurrence })
      }
    }
    for (const other of new Set(found.flat())) {
      if (other === subjectId) continue
      const [subjectA, subjectB] = other < subjectId ? [other, subjectId] : [subjectId, other]
      links.set(subjectA + subjectB, { subjectA, subjectB, occurrence })
    }
    return subjectId
  })
  return { subjects, created, tokens, links: [...links.values()] }
}

/** Gives each new subject one id, however often its set is resolved. */
export function subjectIds(): (scoped: string) => string {
  const ids = new Map<string, string>()
  return scoped => {
    const id = ids.get(scoped) ?? uuidv7()
    ids.set(scoped, id)
    return id
  }
}

/** Subjects that know this identifier, under the active key first. */
function ownersOf(token: ScopedToken, owners: ReadonlyMap<string, string>): readonly string[] {
  return [token.scoped, ...token.older].flatMap(scoped => owners.get(scoped) ?? [])
}

import type { TokenOwner } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { LRUCache } from 'lru-cache'

/** What is remembered of a controller's people holds for one epoch. */
export interface Era {
  readonly epoch: string
}

interface Remembered<Value> {
  readonly era: Era
  readonly value: Value
}

/** Whose memory it is, and of which epoch. */
export interface Owner {
  readonly controllerId: string
  readonly epoch: string
}

/** What a recorder remembers of people; it can be forgotten, controller by controller. */
export interface PeopleMemory {
  /** The era in which everything of this controller was read; undefined: nothing was. */
  eraOf(controllerId: string): Era | undefined
  /** Who is known by a token that was verified; null: suppressed; undefined: not remembered. */
  ownerOf(era: Era, token: KeyedHash): TokenOwner | null | undefined
  /** Is something in the database, as far as is remembered: a reference, a link? */
  has(era: Era, name: string): boolean
  /** Begins with an epoch, unless it is the present one; all of another epoch is forgotten. */
  enter(controllerId: string, epoch: string): void
  /** Remembers what was read or written under an epoch, if that is still the present one: of verified tokens alone. */
  keepToken(owner: Owner, token: KeyedHash, tokenOwner: TokenOwner | null): void
  keepName(owner: Owner, name: string): void
  forget(controllerId: string): void
}

const maxControllers = 10_000
const maxTokens = 50_000
const maxNames = 50_000

/** Makes an empty memory. */
export function peopleMemory(): PeopleMemory {
  const eras = new LRUCache<string, Era>({ max: maxControllers })
  const tokens = new LRUCache<KeyedHash, Remembered<TokenOwner | null>>({ max: maxTokens })
  const names = new LRUCache<string, Era>({ max: maxNames })
  return {
    eraOf: controllerId => eras.get(controllerId),
    ownerOf: (era, token) => {
      const found = tokens.get(token)
      return found !== undefined && found.era === era ? found.value : undefined
    },
    has: (era, name) => names.get(name) === era,
    enter: (controllerId, epoch) => {
      if (eras.get(controllerId)?.epoch !== epoch) eras.set(controllerId, { epoch })
    },
    keepToken: ({ controllerId, epoch }, token, value) => {
      const era = eras.get(controllerId)
      if (era?.epoch === epoch) tokens.set(token, { era, value })
    },
    keepName: ({ controllerId, epoch }, name) => {
      const era = eras.get(controllerId)
      if (era?.epoch === epoch) names.set(name, era)
    },
    forget: controllerId => {
      eras.delete(controllerId)
    },
  }
}

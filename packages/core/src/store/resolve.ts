import type { KeyedHash } from '@conduit/privacy'
import { newId } from './ids.ts'
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

/** Whose a token is. */
export interface TokenOwner {
  readonly subjectId: string
  /**
   * A proven event showed the token; else unsigned events alone say that it is this person's, as they
   * say of all of its tokens.
   */
  readonly isVerified: boolean
  /** How many such tokens the person has; null: something links it to somebody else, or nobody knows. */
  readonly unverified: number | null
}

/** Who is known by a token; null: whoever comes with it is suppressed. */
export type KnownTokens = ReadonlyMap<KeyedHash, TokenOwner | null>

/** Subjects by the mailbox behind an address of theirs, a few of each. */
export type KnownBases = ReadonlyMap<KeyedHash, readonly string[]>

/** Who is who in a set of occurrences, as far as the known tokens tell. */
export interface Resolution {
  /** Subject of each occurrence, in their order; null: suppressed, and tied to nobody. */
  readonly subjects: readonly (string | null)[]
  /** Subjects that are new, by id, with the occurrence that brought them. */
  readonly created: ReadonlyMap<string, Occurrence>
  /** Tokens that are new. */
  readonly tokens: ReadonlyMap<KeyedHash, NewToken>
  /** Tokens that unsigned events had shown, and a proven one shows now. */
  readonly verified: ReadonlyMap<KeyedHash, NewToken>
  /** Mailboxes behind addresses that are new. */
  readonly bases: readonly NewBase[]
  /** Pairs that may be the same person. */
  readonly links: readonly Link[]
}

/** A token on its way into the store, or to another subject. */
export interface NewToken extends Pick<TokenOwner, 'subjectId' | 'isVerified'> {
  readonly token: PersonToken
  readonly occurrence: Occurrence
}

/** The mailbox behind an address, on its way into the store. */
export interface NewBase {
  readonly base: KeyedHash
  readonly subjectId: string
  readonly occurrence: Occurrence
}

/**
 * What makes two subjects seem the same person, the strongest first: a proven event that names both,
 * one mailbox behind their addresses, what only unsigned events say, a mailbox of many.
 */
export const linkEvidence = ['event', 'email_base', 'unsigned', 'shared'] as const

/** Two subjects, the smaller id first. */
export interface Link {
  readonly subjectA: string
  readonly subjectB: string
  readonly evidence: (typeof linkEvidence)[number]
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
 * Finds the subject of each occurrence, in the order given. Every store resolves by this.
 *
 * - Of a proven event (signed or read) the strongest token that is verified decides, and unsigned
 *   events have no say: a token that only they have shown goes over to the person of this event. Who
 *   is known by nothing but tokens of this event is that person.
 * - An unsigned event that names nothing but one person's verified tokens speaks of that person.
 *   With any other token it speaks of a person of its own, which is known by such tokens alone.
 * - A mailbox of many decides only where there is nothing else.
 * - Whoever else a token belongs to is suggested as linked, and never merged.
 * - Who comes with a suppressed token is nobody: no subject, no token and no link is made of that
 *   occurrence. A suppressed mailbox of many is passed over where there is anything else.
 *
 * @param known what is known of the tokens, under all keys
 * @param idOf id for a new subject by its first token, the same for the same text on every call
 * @param knownBases who is known by the mailboxes behind addresses
 */
export function resolve(
  occurrences: readonly Occurrence[],
  known: KnownTokens,
  idOf: (token: string) => string,
  knownBases: KnownBases = noBases,
): Resolution {
  const owners = ownerBook(known)
  const created = new Map<string, Occurrence>()
  const links = linkCollector()
  const bases = baseCollector(knownBases, links)
  const isWhole: IsWhole = (found, owner) =>
    !links.names(owner.subjectId) && owners.hasAll(found, owner)

  const subjects = occurrences.map(occurrence => {
    if (occurrence.tokens.length === 0) throw new TypeError('an occurrence without a token')
    if (suppressedToken(occurrence, known) !== undefined) return null
    const isProven = isProvenOccurrence(occurrence)
    const found = tokensToKeep(occurrence, known).map(token => ({
      token,
      owners: owners.of(token),
    }))
    const who = isProven ? provenPerson(found, isWhole) : unsignedPerson(found)
    const subjectId = who.known?.subjectId ?? idOf(who.name)
    if (who.known === undefined && !created.has(subjectId)) created.set(subjectId, occurrence)
    for (const { token, owners: others } of found) {
      for (const other of others) {
        if (other.subjectId === subjectId) continue
        links.add(subjectId, other.subjectId, evidenceOf(token, isProven, other), occurrence)
      }
      const owner = isProven
        ? ownerByProof(others, subjectId)
        : ownerByWord(others, who.known, subjectId)
      if (owner !== null && owners.change(token, owner, occurrence) && isProven) {
        bases.add(token, owner.subjectId, occurrence)
      }
    }
    return subjectId
  })
  const { tokens, verified } = owners
  return { subjects, created, tokens, verified, bases: bases.added, links: links.all() }
}

/** Is a person known by nothing but these tokens, as far as anybody said? */
type IsWhole = (found: readonly FoundToken[], owner: TokenOwner) => boolean

/** Keeps whose each token is while people are resolved, and what has changed. */
function ownerBook(known: KnownTokens) {
  const owners = new Map(known)
  const tokens = new Map<KeyedHash, NewToken>()
  const verified = new Map<KeyedHash, NewToken>()
  const added = new Map<string, number>()
  return {
    tokens,
    verified,
    of: (token: PersonToken) => ownersOf(token, owners),
    hasAll: (found: readonly FoundToken[], { subjectId, unverified }: TokenOwner): boolean => {
      if (unverified === null) return false
      const own = found.filter(({ token }) => owners.get(token.hash)?.subjectId === subjectId)
      return own.length === unverified + (added.get(subjectId) ?? 0)
    },
    /** @returns whether the token is new, or verified now */
    change: (token: PersonToken, owner: TokenOwner, occurrence: Occurrence): boolean => {
      const { hash } = token
      const { subjectId, isVerified } = owner
      const before = owners.get(hash)
      if (before != null && before.isVerified === isVerified) return false
      const into = before == null || tokens.has(hash) ? tokens : verified
      owners.set(hash, owner)
      if (!isVerified) added.set(subjectId, (added.get(subjectId) ?? 0) + 1)
      into.set(hash, { subjectId, isVerified, token, occurrence })
      return true
    },
  }
}

/**
 * Who an occurrence is whose tokens are all known, as `resolve` finds it.
 * @param known by the active key; a token of a proven event is verified in it
 */
export function knownPerson(
  { tokens, verification }: Occurrence,
  known: KnownTokens,
): string | undefined {
  let found: TokenOwner | undefined
  let best = Number.POSITIVE_INFINITY
  for (const { hash, isShared } of tokens) {
    const owner = known.get(hash)
    if (owner == null) continue
    const rank = (isShared ? 2 : 0) + (verification === 'unsigned' && owner.isVerified ? 1 : 0)
    if (rank >= best) continue
    found = owner
    best = rank
  }
  return found?.subjectId
}

/** Was the event that somebody occurs in signed, or read at the platform? */
export function isProvenOccurrence({ verification }: Pick<Occurrence, 'verification'>): boolean {
  return verification !== 'unsigned'
}

/** A token of an occurrence, and who is known by it: under the active key first. */
interface FoundToken {
  readonly token: PersonToken
  readonly owners: readonly TokenOwner[]
}

/** Who an occurrence is; where it is new, what to name it by. */
interface Who {
  readonly known: TokenOwner | undefined
  readonly name: string
}

function provenPerson(found: readonly FoundToken[], isWhole: IsWhole): Who {
  const deciding = decidingOf(found)
  const name = nameOf(deciding)
  const known = deciding.map(({ owners }) => verifiedOf(owners)).find(owner => owner !== undefined)
  if (known !== undefined) return { known, name }
  const said = deciding.flatMap(({ owners }) => owners)
  return { known: said.find(owner => isWhole(found, owner)), name }
}

function unsignedPerson(found: readonly FoundToken[]): Who {
  const deciding = decidingOf(found)
  const claimed = deciding.filter(({ owners }) => verifiedOf(owners) === undefined)
  const name = `unsigned ${nameOf(claimed)}`
  if (claimed.length > 0) return { known: claimed.flatMap(({ owners }) => owners)[0], name }
  return { known: verifiedOf(deciding[0]?.owners ?? nobody), name }
}

function decidingOf(found: readonly FoundToken[]): readonly FoundToken[] {
  return withoutShared(found, ({ token }) => token)
}

/** Mailboxes of many decide nothing where there is anything else. */
function withoutShared<Item>(
  all: readonly Item[],
  tokenOf: (item: Item) => PersonToken,
): readonly Item[] {
  if (!all.some(each => tokenOf(each).isShared)) return all
  const own = all.filter(each => !tokenOf(each).isShared)
  return own.length > 0 ? own : all
}

function nameOf(found: readonly FoundToken[]): string {
  return found[0]?.token.hash ?? ''
}

function verifiedOf(owners: readonly TokenOwner[]): TokenOwner | undefined {
  return owners.find(({ isVerified }) => isVerified)
}

/** Whose a token is that a proven event shows of somebody. */
function ownerByProof(others: readonly TokenOwner[], subjectId: string): TokenOwner {
  return verifiedOf(others) ?? { subjectId, isVerified: true, unverified: null }
}

/** The same of an unsigned event; null: it is verified already, be it under an older key. */
function ownerByWord(
  others: readonly TokenOwner[],
  known: TokenOwner | undefined,
  subjectId: string,
): TokenOwner | null {
  if (verifiedOf(others) !== undefined) return null
  return others[0] ?? known ?? { subjectId, isVerified: false, unverified: 0 }
}

function evidenceOf(token: PersonToken, isProven: boolean, other: TokenOwner): Link['evidence'] {
  if (token.isShared) return 'shared'
  return isProven && other.isVerified ? 'event' : 'unsigned'
}

/** Gathers links, each pair once and with the strongest evidence. */
interface LinkCollector {
  readonly add: (
    one: string,
    other: string,
    evidence: Link['evidence'],
    occurrence: Occurrence,
  ) => void
  /** Is somebody in one of them? */
  readonly names: (subjectId: string) => boolean
  readonly all: () => readonly Link[]
}

function linkCollector(): LinkCollector {
  const links = new Map<string, Link>()
  const named = new Set<string>()
  return {
    names: subjectId => named.has(subjectId),
    add: (one, other, evidence, occurrence) => {
      const [subjectA, subjectB] = other < one ? [other, one] : [one, other]
      const link = { subjectA, subjectB, evidence, occurrence }
      named.add(one).add(other)
      const before = links.get(subjectA + subjectB)
      if (before === undefined || isStronger(link, before)) links.set(subjectA + subjectB, link)
    },
    all: () => [...links.values()],
  }
}

/** Is the evidence of a link stronger than that of another one? */
function isStronger(one: Link, other: Link): boolean {
  return linkEvidence.indexOf(one.evidence) < linkEvidence.indexOf(other.evidence)
}

/** Suggests those whose addresses are of one mailbox, and gathers the mailboxes that are new. */
function baseCollector(known: KnownBases, links: LinkCollector) {
  const added: NewBase[] = []
  const owners = new Map<KeyedHash, readonly string[]>()
  return {
    added,
    add: ({ bases }: PersonToken, subjectId: string, occurrence: Occurrence) => {
      const [base] = bases
      if (base === undefined) return
      const ownersOf = (each: KeyedHash) => owners.get(each) ?? known.get(each) ?? []
      const others = new Set(bases.flatMap(ownersOf))
      // Under the active key it is kept all the same, or it would be forgotten with an older one.
      if (ownersOf(base).includes(subjectId)) return
      if (!others.has(subjectId)) {
        for (const other of [...others].slice(0, mostLinksOfBase)) {
          links.add(subjectId, other, 'email_base', occurrence)
        }
      }
      owners.set(base, [...ownersOf(base), subjectId])
      added.push({ base, subjectId, occurrence })
    },
  }
}

const noBases: KnownBases = new Map()

/** So many people at most are suggested because of one mailbox. */
export const mostLinksOfBase = 5

/** Gives each new subject one id, however often its set is resolved. */
export function subjectIds(makeId = newId): (token: string) => string {
  const ids = new Map<string, string>()
  return token => {
    const id = ids.get(token) ?? makeId()
    ids.set(token, id)
    return id
  }
}

/** Is this identifier suppressed, under any of the keys? */
export function isSuppressed(
  { hash, older }: PersonToken,
  known: Pick<KnownTokens, 'get'>,
): boolean {
  return known.get(hash) === null || older.some(each => known.get(each) === null)
}

/** The strongest token by which somebody is suppressed; undefined: nobody is. */
export function suppressedToken(
  { tokens }: Pick<Occurrence, 'tokens'>,
  known: Pick<KnownTokens, 'get'>,
): PersonToken | undefined {
  return withoutShared(tokens, token => token).find(token => isSuppressed(token, known))
}

/** A mailbox of many that is suppressed is nobody's token any more. */
function tokensToKeep({ tokens }: Occurrence, known: KnownTokens): readonly PersonToken[] {
  if (!tokens.some(({ isShared }) => isShared)) return tokens
  return tokens.filter(token => !isSuppressed(token, known))
}

const nobody: readonly TokenOwner[] = []

/** Subjects that know this identifier, under the active key first. */
function ownersOf({ hash, older }: PersonToken, owners: KnownTokens): readonly TokenOwner[] {
  if (older.length > 0) return [hash, ...older].flatMap(each => owners.get(each) ?? [])
  const owner = owners.get(hash)
  return owner == null ? nobody : [owner]
}

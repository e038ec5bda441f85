import type { ControllerKeys, IdentifierOrigin, Keyring } from '@conduit/privacy'
import type { Identifier, Person, Reference } from '../contract/event.ts'
import type {
  ConsentRecord,
  Controller,
  PersonRecord,
  PersonToken,
  ReferenceRecord,
} from '../store/store.ts'

/** Whose keys are used, and in which name space platform ids are unique. */
export interface PseudonymContext {
  readonly keyring: Keyring
  readonly controller: Controller
  readonly adapter: string
  /** The account where the integration lists it, else the integration's id. */
  readonly namespace: string
}

/** So many identifiers, and as many references, are kept of one person: who has more is no person. */
const mostOfPerson = 100

const strength = { account_id: 0, email: 1, phone: 2 } as const

/**
 * Step 7 for one person: puts keyed hashes in the place of identifiers. References stay readable until
 * they are sealed under their subject's own key. Of more than a hundred the strongest are kept, the
 * rest is told by `excessOf`.
 *
 * @param keys of the controller
 */
export function pseudonymise(
  { identifiers, references = [] }: Person,
  consents: readonly ConsentRecord[],
  context: PseudonymContext,
  keys: ControllerKeys,
): PersonRecord {
  return {
    tokens: keys.identifierTokens(atMost(strongestFirst(identifiers)), originOf(context)),
    references: atMost(references).map(reference => referenceRecord(reference, keys, context)),
    consents,
  }
}

function atMost<T>(all: readonly T[]): readonly T[] {
  return all.length > mostOfPerson ? all.slice(0, mostOfPerson) : all
}

/** How many identifiers and references of a person are left out. */
export function excessOf({ identifiers, references = [] }: Person): number {
  return beyond(identifiers) + beyond(references)
}

function beyond({ length }: readonly unknown[]): number {
  return Math.max(length - mostOfPerson, 0)
}

/** The token under which a reference is kept, and those under which the other keys of the ring kept it. */
export function referenceTokens(
  reference: Reference,
  context: PseudonymContext,
): Pick<PersonToken, 'hash' | 'older'> {
  const { keyring, controller, adapter, namespace } = context
  const keys = keyring.forController(controller)
  const plaintext = plaintextOf(reference)
  const [hash, ...older] = keyring.ids.map(id =>
    keys.hasher('reference', id)(adapter, namespace, plaintext),
  )
  if (hash === undefined) throw new TypeError('a keyring without a key')
  return { hash, older }
}

/** The tokens of one identifier under the active key; none if it has no canonical form. */
export function tokensOf(
  identifier: Identifier,
  context: PseudonymContext,
): readonly PersonToken[] {
  const keys = context.keyring.forController(context.controller)
  return keys.identifierTokens([identifier], originOf(context))
}

function strongestFirst(identifiers: readonly Identifier[]): readonly Identifier[] {
  if (isStrongestFirst(identifiers)) return identifiers
  return [...identifiers].sort((a, b) => strength[a.category] - strength[b.category])
}

/** Most rows stand in this order. */
function isStrongestFirst(identifiers: readonly Identifier[]): boolean {
  let strongest = 0
  for (const { category } of identifiers) {
    if (strength[category] < strongest) return false
    strongest = strength[category]
  }
  return true
}

function originOf({ adapter, namespace, controller }: PseudonymContext): IdentifierOrigin {
  return { adapter, namespace, region: controller.phoneRegion }
}

function referenceRecord(
  reference: Reference,
  keys: ControllerKeys,
  { adapter, namespace }: PseudonymContext,
): ReferenceRecord {
  const plaintext = plaintextOf(reference)
  return {
    object: reference.object,
    token: keys.hasher('reference')(adapter, namespace, plaintext),
    plaintext: Buffer.from(plaintext),
  }
}

function plaintextOf({ object, id, within }: Reference): string {
  return JSON.stringify([object, id, within ?? null])
}

import {
  type ControllerKeys,
  identifierToken,
  type Keyring,
  keyedHash,
  type Normalised,
  normaliseEmail,
  normalisePhone,
  normalisePlatformId,
} from '@conduit/privacy'
import type { Identifier, Person, PersonalData, Reference } from '../delivery.ts'
import type {
  Controller,
  FieldRecord,
  PersonRecord,
  PersonToken,
  ReferenceRecord,
} from '../store.ts'

/** Whose keys are used, and in which name space platform ids are unique. */
export interface PseudonymContext {
  readonly keyring: Keyring
  readonly controller: Controller
  readonly adapter: string
  /** The account where the connection lists it, else the connection's id. */
  readonly namespace: string
}

const strength = { account_id: 0, email: 1, phone: 2 } as const

/**
 * Puts keyed hashes in the place of identifiers; fields keep their path and category only.
 * References stay readable until they are sealed under their subject's own key.
 */
export function pseudonymise(
  data: PersonalData,
  context: PseudonymContext,
): { readonly fields: readonly FieldRecord[]; readonly people: readonly PersonRecord[] } {
  const keys = context.keyring.forController(context.controller)
  return {
    fields: data.fields.map(field => ({ ...field, person: field.person ?? null })),
    people: data.people.map(person => pseudonymisePerson(person, keys, context)),
  }
}

/** The tokens of one identifier under the active key; none if it has no canonical form. */
export function tokensOf(
  identifier: Identifier,
  context: PseudonymContext,
): readonly PersonToken[] {
  return tokensWith(context.keyring.forController(context.controller), identifier, context)
}

function pseudonymisePerson(
  person: Person,
  keys: ControllerKeys,
  context: PseudonymContext,
): PersonRecord {
  const tokens = new Map<string, PersonToken>()
  const strongestFirst = [...person.identifiers].sort(
    (a, b) => strength[a.category] - strength[b.category],
  )
  for (const identifier of strongestFirst) {
    for (const token of tokensWith(keys, identifier, context)) {
      tokens.set(Buffer.from(token.hash).toString('base64'), token)
    }
  }
  const references = (person.references ?? []).map(reference =>
    referenceRecord(reference, keys, context),
  )
  return { tokens: [...tokens.values()], references }
}

function tokensWith(
  keys: ControllerKeys,
  identifier: Identifier,
  { keyring, controller, adapter, namespace }: PseudonymContext,
): readonly PersonToken[] {
  const { category } = identifier
  const normalised = canonicalForm(identifier, adapter, namespace, controller.phoneRegion)
  if (!('ok' in normalised)) return []
  const { normaliser, value, alias = [] } = normalised.ok
  // Behind a switchboard sit many people.
  if ('extension' in normalised.ok) return []
  return [value, ...alias].map(canonical => ({
    ...identifierToken(keys, keyring.active, category, { normaliser, value: canonical }),
    kind: category,
    older: keyring.ids
      .filter(id => id !== keyring.active)
      .map(id => identifierToken(keys, id, category, { normaliser, value: canonical })),
  }))
}

function canonicalForm(
  { category, value, region }: Identifier,
  adapter: string,
  namespace: string,
  defaultRegion: string | null,
): Normalised {
  if (category === 'email') return normaliseEmail(value)
  if (category === 'phone') return normalisePhone(value, region ?? defaultRegion ?? undefined)
  return normalisePlatformId({ adapter, namespace, value })
}

function referenceRecord(
  reference: Reference,
  keys: ControllerKeys,
  { keyring, adapter, namespace }: PseudonymContext,
): ReferenceRecord {
  const plaintext = JSON.stringify([reference.object, reference.id, reference.within ?? null])
  return {
    object: reference.object,
    token: keyedHash(keys, keyring.active, 'reference', adapter, namespace, plaintext),
    plaintext: Buffer.from(plaintext),
  }
}

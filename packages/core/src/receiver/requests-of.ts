import type { PrivacyMeaning } from '@conduit/privacy'
import type { Person } from '../contract/event.ts'
import type { RequestRecord } from '../store/store.ts'
import type { ProvenEvent } from './proven.ts'
import type { PseudonymContext } from './pseudonymise.ts'
import { sealRequest } from './seal-request.ts'
import type { UnderstoodEvent } from './understand.ts'

const none: readonly RequestRecord[] = []
const types: Readonly<Partial<Record<PrivacyMeaning, RequestRecord['type']>>> = {
  'request.access': 'access',
  'request.erasure': 'erasure',
}
/** So many identifiers, and as many references, go with a request. */
const mostOfPerson = 100

/**
 * What people ask of the controller by an event: one request for each of them, and one of nobody where
 * it names none or concerns a whole account. An event that nothing proves asks nothing, nor does a late one.
 */
export function requestsOf(
  { event, personalData: { people } }: UnderstoodEvent,
  { verification }: ProvenEvent,
  context: PseudonymContext,
): readonly RequestRecord[] {
  const type = types[event.meaning]
  if (type === undefined || verification === 'unsigned' || verification === 'late') return none
  const named = event.scope === 'account' ? [] : people.flatMap(nameable)
  if (named.length > 0)
    return named.map(({ person, index }) => record(type, context, index, person))
  return [record(type, context, null)]
}

function nameable(person: Person, index: number) {
  const { identifiers, references = [] } = person
  return identifiers.length + references.length === 0 ? [] : [{ person, index }]
}

function record(
  type: RequestRecord['type'],
  { keyring, controller }: PseudonymContext,
  person: number | null,
  { identifiers, references = [] }: Pick<Person, 'identifiers' | 'references'> = {
    identifiers: [],
  },
): RequestRecord {
  const identities = {
    identifiers: identifiers.slice(0, mostOfPerson),
    references: references.slice(0, mostOfPerson),
  }
  return { ...sealRequest(keyring, controller, identities), type, person }
}

/** Does an event of this meaning ask something of the controller? */
export function isRequest(meaning: PrivacyMeaning): boolean {
  return meaning in types
}

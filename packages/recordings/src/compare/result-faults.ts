import type { ConsentStatement, Parsed, PersonalData, PlatformEvent } from '@conduit/core'
import { piiCategories, privacyMeanings } from '@conduit/privacy'
import type { AdapterCalls } from '../play/watch-adapter.ts'

const pointer = /^(\/([^~/]|~[01])*)*$/
const categories: ReadonlySet<string> = new Set(piiCategories)
const meanings: ReadonlySet<string> = new Set(privacyMeanings)

/** What an adapter gave back that the contract does not allow, whatever it was asked. */
export function resultFaults({
  parsed,
  extracted,
  read,
}: Pick<AdapterCalls, 'parsed' | 'extracted' | 'read'>): readonly string[] {
  return [
    ...parsed.flatMap(each => parsedFaults(each.parsed)),
    ...read.flatMap(({ event }) => eventFaults(event)),
    ...extracted.flatMap(({ personalData }) => personalFaults(personalData)),
  ]
}

function parsedFaults({ deliveryId, events, rejected = [] }: Parsed): readonly string[] {
  return [
    ...faultIf(
      deliveryId !== null && !isText(deliveryId),
      'deliveryId is neither null nor a text that is not empty',
    ),
    ...events.flatMap(eventFaults),
    ...faultIf(
      rejected.some(({ path }) => !pointer.test(path)),
      'a rejection without a pointer',
    ),
  ]
}

function eventFaults(event: PlatformEvent): readonly string[] {
  const { type, meaning, occurredAt, id, keys = [], account, path, wants } = event
  return [
    ...faultIf(!isText(type), 'an event type that is empty or no text'),
    ...faultIf(!meanings.has(meaning), 'an event of unknown meaning'),
    ...faultIf(
      !(occurredAt === null || occurredAt instanceof Date),
      'occurredAt is neither a time nor null',
    ),
    ...faultIf(
      id !== null && !isText(id),
      'an event id that is neither null nor a text that is not empty',
    ),
    ...faultIf(!keys.every(isText), 'a key of an event that is empty or no text'),
    ...faultIf(account !== undefined && !isText(account), 'an account that is empty or no text'),
    ...faultIf(!pointer.test(path), 'an event path that is not a JSON Pointer'),
    ...faultIf(wants !== undefined && !isText(wants.key), 'wants without a key'),
    ...(event.consents ?? []).flatMap(consentFaults),
  ]
}

function consentFaults({ channel, purpose, state, at }: ConsentStatement): readonly string[] {
  return [
    ...faultIf(!isText(channel) || !isText(purpose), 'a consent without a channel or a purpose'),
    ...faultIf(
      !['granted', 'withdrawn'].includes(state),
      'a consent neither granted nor withdrawn',
    ),
    ...faultIf(at !== undefined && !(at instanceof Date), 'a consent at what is no time'),
  ]
}

function personalFaults({ fields, people }: PersonalData): readonly string[] {
  const identifiers = people.flatMap(person => person.identifiers)
  return [
    ...faultIf(!fields.every(({ path }) => pointer.test(path)), 'a field path that is no pointer'),
    ...faultIf(!fields.every(({ category }) => categories.has(category)), 'an unknown category'),
    ...faultIf(
      !fields.every(({ person }) => person === undefined || person in people),
      'a field of a person who is not listed',
    ),
    ...faultIf(
      !people.every(({ at }) => typeof at === 'string' && pointer.test(at)),
      'a person that stands at no pointer',
    ),
    ...faultIf(
      !identifiers.every(({ category }) => ['email', 'phone', 'account_id'].includes(category)),
      'an identifier of a category that identifies nobody',
    ),
    ...faultIf(
      !identifiers.every(({ value }) => isText(value)),
      'an identifier that is empty or no text',
    ),
  ]
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function faultIf(fault: boolean, line: string): readonly string[] {
  return fault ? [line] : []
}

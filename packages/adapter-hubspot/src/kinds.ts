import { textOf, valueAt } from '@conduit/core'

/**
 * Kinds of objects by the ids that generic events name them by.
 * @see https://developers.hubspot.com/docs/guides/api/crm/understanding-the-crm#object-type-ids
 */
const kindOfId: ReadonlyMap<unknown, string> = new Map<string, string>([
  ['0-1', 'contact'],
  ['0-2', 'company'],
  ['0-3', 'deal'],
  ['0-5', 'ticket'],
  ['0-7', 'product'],
  ['0-8', 'line_item'],
  ['0-14', 'quote'],
  ['0-18', 'communication'],
  ['0-19', 'feedback_submission'],
  ['0-27', 'task'],
  ['0-46', 'note'],
  ['0-47', 'meeting'],
  ['0-48', 'call'],
  ['0-49', 'email'],
  ['0-53', 'invoice'],
  ['0-69', 'subscription'],
  ['0-101', 'commerce_payment'],
  ['0-115', 'user'],
  ['0-116', 'postal_mail'],
  ['0-123', 'order'],
  ['0-136', 'lead'],
  ['0-142', 'cart'],
  ['0-421', 'appointment'],
])

/** Kinds that hang on no contact of their own: a contact itself, people of the account, and goods. */
const apart = new Set(['contact', 'company', 'product', 'line_item', 'user'])

/** Kinds of what a copy of a contact reads, with their ids. */
export const hangingKinds = [...kindOfId].filter(([, kind]) => !apart.has(kind))

const kinds: ReadonlySet<string> = new Set(kindOfId.values())

/** A kind by HubSpot's word for it, `TICKET`; undefined: it is none. */
export function kindNamed(word: unknown): string | undefined {
  const kind = textOf(word)?.toLowerCase() ?? ''
  return kinds.has(kind) ? kind : undefined
}

/** The kind of an object by its type id; `object` where it is none of those that are known. */
export function kindOf(objectTypeId: unknown): string {
  return kindOfId.get(objectTypeId) ?? 'object'
}

/**
 * The type of an event by its object's own name: generic ones name the kind by an id. Of an
 * association it is the kind of the object that it starts from.
 */
export function ownType(data: unknown): string {
  const type = textOf(valueAt(data, '/subscriptionType')) ?? ''
  if (!type.startsWith('object.')) return type
  const id = valueAt(data, '/objectTypeId') ?? valueAt(data, '/fromObjectTypeId')
  return type.replace(/^object/, kindOf(id))
}

/** The ends of an association that are contacts. */
export interface Ends {
  readonly from: boolean
  readonly to: boolean
}

const noEnds: Ends = { from: false, to: false }

/**
 * Which ends of an association are contacts; what has no ends is none. Generic events say it by two type ids, the others by a
 * name such as `DEAL_TO_CONTACT`; what neither says is told by the type of the event.
 */
export function contactEnds(data: unknown): Ends {
  if (valueAt(data, '/fromObjectId') == null && valueAt(data, '/toObjectId') == null) return noEnds
  const [before = '', after = ''] = (textOf(valueAt(data, '/associationType')) ?? '').split('_TO_')
  return {
    from: isContact(valueAt(data, '/fromObjectTypeId'), before || ownType(data)),
    to: isContact(valueAt(data, '/toObjectTypeId'), after),
  }
}

function isContact(id: unknown, words: string): boolean {
  if (id != null) return kindOf(id) === 'contact'
  return words.split(/[^A-Za-z]/).some(word => word.toLowerCase() === 'contact')
}

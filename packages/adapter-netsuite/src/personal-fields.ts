import { valueAt } from '@conduit/core'
import { documentTypes, people, scriptTypeOf } from './record-types.ts'
import type { Settings } from './settings.ts'

/** Fields of people that can be emptied, as scripts name them. What NetSuite makes of others is not among them. */
const ofPeople = [
  ...['salutation', 'firstname', 'middlename', 'lastname', 'title', 'legalname', 'printoncheckas'],
  ...['email', 'altemail', 'phone', 'mobilephone', 'homephone', 'officephone', 'altphone', 'fax'],
  ...['birthdate', 'gender', 'socialsecuritynumber', 'vatregnumber', 'comments'],
]
/** The same of documents: addresses, and what somebody wrote. */
const ofDocuments = ['email', 'billaddress', 'shipaddress', 'memo', 'message']
const { sales, purchases } = documentTypes

/** What can be emptied of a record; empty: nothing by a script. */
export function fieldsOf(object: string, { customFields = {} }: Settings): readonly string[] {
  const own = (prefix: string) => Object.keys(customFields).filter(id => id.startsWith(prefix))
  if (isPerson(object)) return [...ofPeople, ...own('custentity')]
  return isDocument(object) ? [...ofDocuments, ...own('custbody')] : []
}

/** Is it a kind of people, as references name them? */
export function isPerson(object: string): boolean {
  return Object.hasOwn(people, object)
}

/** Is it a document that names whom it is about as its `entity`? */
export function isDocument(object: string): boolean {
  return [...sales, ...purchases].includes(scriptTypeOf(object))
}

/** Which of these fields a record holds. The REST API writes them in camel case. */
export function heldIn(record: unknown, fields: readonly string[]): readonly string[] {
  return Object.entries(Object(record))
    .filter(([name, value]) => fields.includes(name.toLowerCase()) && isHeld(value))
    .map(([name]) => name.toLowerCase())
}

/** Lists and records are objects, and an unchecked box is nothing. */
function isHeld(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== ''
  return value !== null && value !== undefined && value !== false
}

/**
 * What a script does not reach: lines of the address book, and an id that is more than a number.
 * @param record with its sub-resources
 */
export function holdsMore(record: unknown): boolean {
  const lines = valueAt(record, '/addressBook/items')
  const name = valueAt(record, '/entityId')
  const isCode = typeof name !== 'string' || /^([A-Z]{0,10}[-_]?\d{1,20})?$/i.test(name.trim())
  return !isCode || (Array.isArray(lines) && lines.length > 0)
}

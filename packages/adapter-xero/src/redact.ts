import {
  type Integration,
  type JsonValue,
  jsonCall,
  listAt,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactionEnd,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  readDocument,
  requestJson,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { blankContact, nameOf, othersOf } from './blank-contact.ts'
import {
  callOf,
  documents,
  findContacts,
  isContact,
  isId,
  organisations,
  pages,
  type Reader,
  whereContact,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

const byHand = { action: 'by_hand', expected: 'manual_required' } as const
const kept = 'the id of the contact, and what was bought and owed'
const ofOthers = 'further people of the contact, each of whom is somebody else'
const instructions = {
  repeating: 'In Xero open Business > Invoices > Repeating and end those of this contact.',
  attachments: 'In Xero open the contact, choose Files, and delete what is about the person.',
  website: 'In Xero open the contact and clear its website, which is read-only in the API.',
  status:
    'This contact is marked GDPRREQUEST, so nobody can edit it: ask Xero support whether the request is done.',
  left: 'Xero has taken the change and still shows the person: open the contact and clear what is left, or ask Xero support for a GDPR request.',
  archive: 'The contact is blank, and Xero would not archive it: archive it by hand.',
} as const

/**
 * Xero deletes no contact: it is overwritten and archived. Documents keep what tax law asks for, and
 * what only a person or Xero's support can do is listed.
 *
 * @see https://developer.xero.com/documentation/api/accounting/contacts
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, own, platform) {
    const targets: RedactTarget[] = []
    const contacts = await findContacts(person, own, platform)
    for (const { id } of [...contacts].sort((one, other) => (one.id < other.id ? -1 : 1))) {
      const found = await whereIs(id, own, platform)
      if (found !== null) targets.push(...(await targetsOf(id, found)))
    }
    return targets
  },

  async erase(task, own, platform) {
    const { target, action } = task
    if (action === 'keep')
      return { outcome: target.object === 'history' ? 'unsupported' : 'exempt' }
    if (action === 'by_hand' || !isContact(target)) return { outcome: 'manual_required' }
    const found = await whereIs(target.id, own, platform)
    if (found === null) return { outcome: outcomeOfAbsence(task) }
    return await goOn(task, found, platform)
  },

  async check({ target: { object, id } }, own, platform) {
    if (!isId(id)) return { found: 'unverifiable' }
    const found = await whereIs(id, own, platform)
    if (found === null) return { found: 'clean' }
    const { contact, reader } = found
    if (object === 'documents')
      return { found: 'unverifiable', why: 'what a document was printed with cannot be read' }
    const isHeld: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
      contact: () => blankContact(contact) !== null,
      website: () => textOrNull(contact, '/Website') !== null,
      attachments: () => valueAt(contact, '/HasAttachments') === true,
      history: () => hasHistory(id, reader),
      'repeating-invoices': () => hasRepeating(id, reader),
    }
    const isLeft = await isHeld[object]?.()
    if (isLeft === undefined) return { found: 'unverifiable' }
    return { found: isLeft ? 'remains' : 'clean' }
  },
}

interface Found {
  readonly contact: JsonValue
  readonly reader: Reader
}

/** A contact is in one organisation; which, its id does not tell. */
async function whereIs(
  id: string,
  own: Integration<Settings>,
  platform: Platform,
): Promise<Found | null> {
  for (const reader of await organisations(own, platform)) {
    const content = await readDocument(reader, callOf(`Contacts/${id}`))
    if (content === null) continue
    // What was answered and is no contact says nothing of whether it is there.
    textAt(content, '/Contacts/0/ContactID')
    return { contact: valueAt(content, '/Contacts/0') as JsonValue, reader }
  }
  return null
}

async function targetsOf(id: string, { contact, reader }: Found): Promise<readonly RedactTarget[]> {
  const targets: RedactTarget[] = []
  const list = (object: string, rest: Omit<RedactTarget, 'target'>) =>
    targets.push({ target: { object, id }, ...rest })
  if (await hasRepeating(id, reader))
    list('repeating-invoices', { ...byHand, instructions: instructions.repeating })
  if (valueAt(contact, '/HasAttachments') === true)
    list('attachments', { ...byHand, instructions: instructions.attachments })
  if (textOrNull(contact, '/Website') !== null)
    list('website', { ...byHand, instructions: instructions.website })
  if (await hasDocuments(id, reader))
    list('documents', {
      ...{ action: 'keep', expected: 'exempt' },
      retained: ['names, references and texts in invoices, credit notes, quotes and payments'],
      justification: 'Tax law wants documents of the books to be kept as they were.',
    })
  if (await hasHistory(id, reader))
    list('history', {
      ...{ action: 'keep', expected: 'unsupported' },
      retained: ['history and notes of the contact'],
      justification: 'Xero lets nobody change or delete them but its own support.',
    })
  if (blankContact(contact) !== null) list('contact', contactTarget(contact))
  return targets
}

function contactTarget(contact: unknown): Omit<RedactTarget, 'target'> {
  if (isForXero(contact)) return { ...byHand, instructions: instructions.status }
  const retained = othersOf(contact).length > 0 ? [kept, ofOthers] : [kept]
  return { action: 'anonymise', expected: 'anonymised', retained }
}

/** Only Xero's support sets it, and only Xero edits such a contact. */
function isForXero(contact: unknown): boolean {
  return textOrNull(contact, '/ContactStatus') === 'GDPRREQUEST'
}

/** First it is overwritten, and when that is seen it is archived. */
async function goOn(task: RedactTask, found: Found, platform: Platform): Promise<RedactResult> {
  const { contact, reader } = found
  const change = blankContact(contact)
  if (change !== null && isForXero(contact))
    return { outcome: 'manual_required', instructions: instructions.status }
  if (change !== null && task.accepted !== null)
    return { outcome: 'manual_required', instructions: instructions.left }
  if (change !== null) {
    const answer = await write(task, 'overwrite', change, reader)
    if (answer.status === 400) return refused
    successOf(answer)
    return { again: platform.now, progress: { step: 'overwritten' } }
  }
  const isOurs = textOrNull(contact, '/Name') === nameOf(task.target.id)
  const isActive = textOrNull(contact, '/ContactStatus') === 'ACTIVE'
  if (!isOurs || !isActive) return { outcome: task.accepted === null ? 'not_found' : 'anonymised' }
  const answer = await write(task, 'archive', { ContactStatus: 'ARCHIVED' }, reader)
  if (answer.status === 400)
    return { outcome: 'anonymised', retained: [kept], instructions: instructions.archive }
  successOf(answer)
  return { outcome: 'anonymised', retained: [kept] }
}

const refused: RedactionEnd = {
  outcome: 'failed_permanent',
  justification: 'Xero refuses to change the contact',
}

/** Xero answers a second one of the same key like the first. */
async function write(
  { target: { id }, key }: RedactTask,
  step: string,
  change: Readonly<Record<string, JsonValue>>,
  reader: Reader,
) {
  const contact = { ContactID: id, ...change }
  const call = jsonCall(callOf(`Contacts/${id}`), 'POST', { Contacts: [contact] })
  const headers = { ...call.headers, 'idempotency-key': `${key}-${step}` }
  return await reader.request({ ...call, headers, idempotent: true })
}

async function hasDocuments(id: string, reader: Reader): Promise<boolean> {
  for (const [folder, query] of documents) {
    for await (const _ of pages(folder, query(id), reader)) return true
  }
  return false
}

async function hasHistory(id: string, reader: Reader): Promise<boolean> {
  const history = await requestJson(reader, callOf(`Contacts/${id}/History`))
  return listAt(history, '/HistoryRecords').length > 0
}

async function hasRepeating(id: string, reader: Reader): Promise<boolean> {
  const list = await requestJson(reader, callOf(`RepeatingInvoices?${whereContact(id)}`))
  return listAt(list, '/RepeatingInvoices').some(each => textOrNull(each, '/Status') !== 'DELETED')
}

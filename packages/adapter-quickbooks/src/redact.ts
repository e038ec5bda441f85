import {
  type Answer,
  type JsonObject,
  type JsonValue,
  jsonCall,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactionEnd,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  readDocument,
  successOf,
  textAt,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { blankDocument, holdsPerson, isErased, nameOf } from './blank-document.ts'
import {
  attachedTo,
  company,
  findPeople,
  holdings,
  isId,
  isReadable,
  listed,
  pages,
  type Reader,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

/** Of employees the law wants more to be kept, and a payroll may hang on them. */
const blankable = new Set(['Customer', 'Vendor'])
const documents: ReadonlySet<string> = new Set(
  Object.values(holdings).flatMap(kinds => kinds.map(([kind]) => kind)),
)
/** Code of the fault “Stale Object”: somebody has changed it meanwhile. */
const stale = '5010'
const byHand = { action: 'by_hand', expected: 'manual_required' } as const
const forTaxes = 'Tax law wants documents of the books to be kept.'
const keptOfPerson = 'the id, the old values in the audit log, and what was bought and owed'
const keptOfDocument =
  'amounts, dates, items, descriptions of lines, references of payments and custom fields'
const instructions = {
  below:
    'Customers and projects stand below this customer: open each, and erase those that are the person’s in the same way.',
  employee:
    'Open the employee under Payroll > Employees, and empty what the law does not want to be kept of wages.',
  left: 'QuickBooks has taken the change and still shows the person: open it and empty what is left.',
  closed:
    'If the books of its time are closed, open them first, or note why they are not; then empty addresses, e-mail addresses, memo and note.',
  inactive: 'It is blank, and QuickBooks would not make it inactive: do it by hand.',
} as const

/**
 * QuickBooks deletes no people: they are overwritten, and made inactive when nothing is left. Documents
 * of the books keep amounts and lose addresses, e-mail addresses and notes; files are deleted.
 *
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const reader = company(settings, platform)
    const people = [...(await findPeople(person, reader))].sort((one, other) =>
      keyOf(one) < keyOf(other) ? -1 : 1,
    )
    const targets: RedactTarget[] = []
    for (const each of people) targets.push(...(await targetsOf(each, reader)))
    return targets
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    if (task.action === 'keep') return { outcome: 'shared_identifier' }
    if (task.action === 'by_hand' || !isId.test(id)) return { outcome: 'manual_required' }
    const reader = company(settings, platform)
    const content = await readOne(task.target, reader)
    if (content === null) return { outcome: outcomeOfAbsence(task) }
    if (object === 'Attachable') return await remove(task, content, reader, platform)
    if (documents.has(object)) return await blank(task, content, reader, platform)
    if (blankable.has(object)) return await overwrite(task, content, reader, platform)
    return { outcome: 'manual_required' }
  },

  async check({ target, action }, { settings }, platform) {
    const { object, id } = target
    if (!isId.test(id)) return { found: 'unverifiable' }
    const reader = company(settings, platform)
    if (object === 'below') {
      const isLeft = (await below(id, reader)).length > 0
      return { found: isLeft ? 'remains' : 'clean' }
    }
    const content = await readOne(target, reader)
    if (content === null) return { found: 'clean' }
    if (action === 'keep') return { found: 'remains', why: 'it is a file of others too' }
    if (documents.has(object))
      return { found: blankDocument(content) === null ? 'clean' : 'remains' }
    const isLeft = object === 'Attachable' || holdsPerson(object, content)
    return { found: isLeft ? 'remains' : 'clean' }
  },
}

async function targetsOf(person: Reference, reader: Reader): Promise<readonly RedactTarget[]> {
  const { object, id } = person
  const content = await readOne(person, reader)
  if (content === null) return []
  const targets: RedactTarget[] = []
  const own = new Set([keyOf(person)])
  for (const [kind, by] of holdings[object] ?? []) {
    for (const document of await all(kind, `${by} = '${id}'`, reader)) {
      const target = { object: kind, id: textAt(document, '/Id') }
      own.add(keyOf(target))
      if (blankDocument(document) === null) continue
      const kept = { retained: [keptOfDocument], justification: forTaxes }
      targets.push({ target, action: 'anonymise', expected: 'anonymised', ...kept })
    }
  }
  for (const file of await all('Attachable', attachedTo(person), reader)) {
    targets.push(fileTarget(file, own))
  }
  if (object === 'Customer' && (await below(id, reader)).length > 0)
    targets.push({ target: { object: 'below', id }, ...byHand, instructions: instructions.below })
  if (holdsPerson(object, content)) targets.push(personTarget(person))
  return targets
}

/** A file may hang on somebody else too. */
function fileTarget(file: unknown, own: ReadonlySet<string>): RedactTarget {
  const target = { object: 'Attachable', id: textAt(file, '/Id') }
  const links = valueAt(file, '/AttachableRef')
  const isShared = (Array.isArray(links) ? links : []).some(link => {
    const id = textOf(valueAt(link, '/EntityRef/value'))
    const object = textOrNull(link, '/EntityRef/type')
    return id !== null && object !== null && !own.has(keyOf({ object, id }))
  })
  if (!isShared) return { target, action: 'erase', expected: 'erased' }
  return {
    target,
    ...{ action: 'keep', expected: 'shared_identifier' },
    ...{ retained: ['a file of others too'], justification: 'It hangs on others as well.' },
  }
}

function personTarget(target: Reference): RedactTarget {
  if (!blankable.has(target.object))
    return { target, ...byHand, instructions: instructions.employee }
  return { target, action: 'anonymise', expected: 'anonymised', retained: [keptOfPerson] }
}

/** First it is overwritten as a whole, and when nothing is seen of it, it is made inactive. */
async function overwrite(
  task: RedactTask,
  content: JsonValue,
  reader: Reader,
  platform: Platform,
): Promise<RedactResult> {
  const { object, id } = task.target
  const end = { retained: [keptOfPerson] }
  if (holdsPerson(object, content)) {
    if (task.accepted !== null)
      return { outcome: 'manual_required', instructions: instructions.left }
    // What is left out becomes empty.
    const currency = valueAt(content, '/CurrencyRef') as JsonObject | undefined
    const change = {
      ...{ sparse: false, DisplayName: nameOf(object, id) },
      ...(currency !== undefined && { CurrencyRef: currency }),
    }
    const answer = await write(task, 'overwrite', content, change, reader)
    return goOn(answer, platform) ?? { again: platform.now, progress: { step: 'overwritten' } }
  }
  const isDone = valueAt(content, '/Active') === false || !isErased(object, content)
  if (isDone) return { outcome: task.accepted === null ? 'not_found' : 'anonymised', ...end }
  const change = { sparse: true, Active: false }
  const answer = await write(task, 'deactivate', content, change, reader)
  if (answer.status === 400 && codeOf(answer) !== stale)
    return { outcome: 'anonymised', ...end, instructions: instructions.inactive }
  return goOn(answer, platform) ?? { outcome: 'anonymised', ...end }
}

async function blank(
  task: RedactTask,
  content: JsonValue,
  reader: Reader,
  platform: Platform,
): Promise<RedactResult> {
  const change = blankDocument(content)
  if (change === null) {
    const outcome = task.accepted === null ? 'not_found' : 'anonymised'
    return { outcome, retained: [keptOfDocument], justification: forTaxes }
  }
  if (task.accepted !== null) return { outcome: 'manual_required', instructions: instructions.left }
  const answer = await write(task, 'blank', content, { ...change, sparse: true }, reader)
  const end = goOn(answer, platform)
  if (end !== null && 'outcome' in end) return { ...end, instructions: instructions.closed }
  return end ?? { again: platform.now, progress: { step: 'blanked' } }
}

async function remove(
  task: RedactTask,
  content: JsonValue,
  reader: Reader,
  platform: Platform,
): Promise<RedactResult> {
  const answer = await write(task, 'delete', content, content as JsonObject, reader)
  if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
  return goOn(answer, platform) ?? { outcome: 'erased' }
}

/** Null: QuickBooks has done it. What somebody has changed meanwhile is read again. */
function goOn(answer: Answer, platform: Platform): RedactionEnd | { readonly again: Date } | null {
  if (answer.status === 404) return { again: platform.now }
  if (answer.status !== 400) {
    successOf(answer)
    return null
  }
  const code = codeOf(answer)
  if (code === stale) return { again: platform.now }
  return { outcome: 'failed_permanent', justification: `QuickBooks refuses the change: ${code}` }
}

function codeOf({ json }: Answer): string {
  const code = textOf(valueAt(json, '/Fault/Error/0/code')) ?? ''
  return /^\w{1,20}$/.test(code) ? code : 'unknown'
}

/**
 * QuickBooks answers a second one of the same name like the first; so a change of another version of the
 * object has another name. Fifty letters are allowed.
 */
async function write(
  { target: { object, id }, key }: RedactTask,
  step: 'overwrite' | 'deactivate' | 'blank' | 'delete',
  content: JsonValue,
  change: JsonObject,
  reader: Reader,
): Promise<Answer> {
  const SyncToken = textAt(content, '/SyncToken')
  const name = `${key.slice(0, 32)}-${step.slice(0, 5)}-${SyncToken.slice(0, 10)}`
  const operation = step === 'delete' ? 'operation=delete&' : ''
  const call = reader.callOf(`${object.toLowerCase()}?${operation}requestid=${name}`)
  const sent = jsonCall(call, 'POST', { ...change, Id: id, SyncToken })
  return await reader.request({ ...sent, idempotent: true })
}

async function readOne({ object, id }: Reference, reader: Reader): Promise<JsonValue | null> {
  const isKnown = isReadable({ object, id }) || object === 'Attachable' || documents.has(object)
  if (!isKnown) return null
  const content = await readDocument(reader, reader.callOf(`${object.toLowerCase()}/${id}`))
  if (content === null) return null
  // What was answered and is none says nothing of whether it is there.
  textAt(content, `/${object}/Id`)
  return valueAt(content, `/${object}`) as JsonValue
}

async function all(kind: string, where: string, reader: Reader): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for await (const page of pages(kind, where, reader)) found.push(...listed(page, kind))
  return found
}

/** Customers and projects below a customer, inactive ones too. Of letters that a query may not have any will do. */
async function below(id: string, reader: Reader): Promise<readonly unknown[]> {
  const parent = await readOne({ object: 'Customer', id }, reader)
  const name = textOrNull(parent, '/FullyQualifiedName')?.replaceAll(/[^\w .,&@+-]/g, '%')
  if (name === undefined) return []
  const where = `FullyQualifiedName LIKE '${name}:%' AND Active IN (true, false)`
  const found = await all('Customer', where, reader)
  return found.filter(
    customer =>
      textOf(valueAt(customer, '/ParentRef/value')) === id && !isErased('Customer', customer),
  )
}

function keyOf({ object, id }: Reference): string {
  return `${object}:${id}`
}

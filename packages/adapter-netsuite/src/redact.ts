import {
  type Answer,
  type Call,
  type JsonValue,
  jsonCall,
  outcomeOfAbsence,
  type PersonRedaction,
  PlatformError,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { restletHostOf } from './access-token.ts'
import { recordUrl } from './api.ts'
import {
  type Account,
  accountOf,
  type Conversation,
  conversationKinds,
  documentsOf,
  findPeople,
  hasAny,
  isId,
  readRecord,
} from './find-objects.ts'
import { fieldsOf, heldIn, holdsMore, isDocument, isPerson } from './personal-fields.ts'
import { restNameOf, scriptTypeOf } from './record-types.ts'
import type { Settings } from './settings.ts'

const minute = 60_000
const byHand = { action: 'by_hand', expected: 'manual_required' } as const
const forTaxes = 'Tax law wants documents of the books to be kept.'
const keptOfDocument = 'amounts, dates, items, whose document it is, and lines'
const keptElsewhere =
  'files, bodies of e-mails, saved exports, and texts of other records that name the person'
const keptOfPerson = 'the blank record with its internal id, as documents name it'
const instructions = {
  script:
    'The script that erases is not installed (`eraseScript` in the settings): erase this record by the guide, or install it and plan anew.',
  document:
    'Its kind is not emptied by the script: open this document, and remove e-mail address, addresses, memo and message as far as tax law lets you.',
  employee: 'Open the employee, and empty what the law does not want to be kept of wages and work.',
  firm: 'It is the record of a firm: remove from it what is this person’s.',
  cases: 'Open the cases of this person, and delete those that may go.',
  messages: 'Open this person’s Communication > Messages, and delete those that may go.',
  more: 'Open the record: replace the name in its ID, and delete the lines under Address.',
  kept: 'NetSuite does not delete this record, as others refer to it or the role may not: replace the name in its ID, and delete the lines under Address.',
} as const

/**
 * NetSuite’s own removal of personal information empties records; only a script in the account can begin it, so
 * a script of ours is called. People of whom no document is are then deleted. What neither reaches is listed
 * for a person.
 *
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_156173791240.html
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const account = accountOf(settings, platform)
    const targets = new Map<string, RedactTarget>()
    for (const each of await findPeople(person, account))
      for (const target of await targetsOf(each, account)) targets.set(keyOf(target.target), target)
    return [...targets.values()]
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    const isOurs = task.action === 'erase' || task.action === 'anonymise'
    if (!isOurs || !isId(id) || !isErasable(object)) return { outcome: 'manual_required' }
    if (settings.eraseScript === undefined)
      return { outcome: 'manual_required', instructions: instructions.script }
    const account = accountOf(settings, platform)
    const removal = textOrNull(task.accepted?.progress, '/task')
    if (removal !== null) return await goOn(task, removal, account, platform.now)
    const record = await readRecord(task.target, account)
    if (record === null) return { outcome: outcomeOfAbsence(task) }
    if (heldIn(record, fieldsOf(object, settings)).length === 0)
      return await afterRemoval(task, account)
    return await begin(task, account, platform.now)
  },

  async check({ target, action }, { settings }, platform) {
    const { object, id } = target
    if (!isId(id)) return { found: 'unverifiable' }
    const account = accountOf(settings, platform)
    if (isConversation(object)) return found(await hasAny(object, id, account))
    const isMore = object.startsWith(more)
    const kind = isMore ? object.slice(more.length) : object
    if (restNameOf(scriptTypeOf(kind)) !== kind) return { found: 'unverifiable' }
    const record = await readRecord({ object: kind, id }, account)
    if (isMore) return found(holdsMore(record))
    const isLeft = heldIn(record, fieldsOf(kind, settings)).length > 0
    return found(isLeft || (action === 'erase' && holdsMore(record)))
  },
}

/** Before the kind of a record: what the script does not reach of it. */
const more = 'rest-of-'

function found(isLeft: boolean) {
  return { found: isLeft ? 'remains' : 'clean' } as const
}

function isConversation(object: string): object is Conversation {
  return conversationKinds.some(kind => kind === object)
}

/** Of employees the law wants more to be kept. */
function isErasable(object: string): boolean {
  return (isPerson(object) && object !== 'employee') || isDocument(object)
}

async function targetsOf(person: Reference, account: Account): Promise<readonly RedactTarget[]> {
  const { id } = person
  const record = await readRecord(person, account)
  if (record === null) return []
  const documents = await documentsOf(id, account)
  const targets: RedactTarget[] = documents.map(each => documentTarget(each, account.settings))
  for (const kind of conversationKinds) {
    if (await hasAny(kind, id, account))
      targets.push({ target: { object: kind, id }, ...byHand, instructions: instructions[kind] })
  }
  const own = personTargets(person, record, documents.length > 0, account.settings)
  return [...targets, ...own]
}

function documentTarget(
  { type, id }: { readonly type: string; readonly id: string },
  settings: Settings,
): RedactTarget {
  const object = restNameOf(type) ?? type
  const target = { object, id }
  if (!isErasable(object)) return { target, ...byHand, instructions: instructions.document }
  if (settings.eraseScript === undefined)
    return { target, ...byHand, instructions: instructions.script }
  return {
    target,
    ...{ action: 'anonymise', expected: 'anonymised' },
    ...{ retained: [keptOfDocument], justification: forTaxes },
  }
}

/** NetSuite deletes nobody who is on a document. */
function personTargets(
  target: Reference,
  record: JsonValue,
  isNamed: boolean,
  settings: Settings,
): readonly RedactTarget[] {
  const { object, id } = target
  if (object === 'employee') return [{ target, ...byHand, instructions: instructions.employee }]
  if (valueAt(record, '/isPerson') === false)
    return [{ target, ...byHand, instructions: instructions.firm }]
  if (settings.eraseScript === undefined)
    return [{ target, ...byHand, instructions: instructions.script }]
  if (!isNamed) return [{ target, action: 'erase', expected: 'erased', retained: [keptElsewhere] }]
  const targets: RedactTarget[] = []
  if (holdsMore(record)) {
    const rest = { object: `${more}${object}`, id }
    targets.push({ target: rest, ...byHand, instructions: instructions.more })
  }
  if (heldIn(record, fieldsOf(object, settings)).length > 0) {
    const retained = [keptOfPerson, keptElsewhere]
    targets.push({ target, action: 'anonymise', expected: 'anonymised', retained })
  }
  return targets
}

/** A second task of a lost answer empties once more what is empty. */
async function begin(task: RedactTask, account: Account, now: Date): Promise<RedactResult> {
  const { object, id } = task.target
  const sent = jsonCall(scriptCall(account.settings), 'POST', {
    action: 'erase',
    recordType: scriptTypeOf(object),
    recordId: id,
    fieldIds: fieldsOf(object, account.settings),
  })
  const { json } = successOf(await account.request({ ...sent, idempotent: true }))
  return goingOn(now, textAt(json, '/taskId'))
}

async function goOn(
  task: RedactTask,
  removal: string,
  account: Account,
  now: Date,
): Promise<RedactResult> {
  const call = scriptCall(account.settings, { taskId: removal })
  const status = textAt(successOf(await account.request(call)).json, '/status')
  if (status === 'COMPLETE') return await afterRemoval(task, account)
  if (status === 'FAILED') {
    const justification = `NetSuite’s removal of personal information, task ${removal}, failed; its log says why`
    return { outcome: 'failed_permanent', justification }
  }
  return goingOn(now, removal)
}

function goingOn(now: Date, task: string): RedactResult {
  const again = new Date(now.getTime() + minute)
  return { again, progress: { task }, waitsFor: 'job_running' }
}

/** Nothing is left to be emptied: what may go goes. */
async function afterRemoval(task: RedactTask, account: Account): Promise<RedactResult> {
  if (task.action === 'erase') return await remove(task, account)
  const isDone = task.accepted !== null
  if (!isDone) return { outcome: 'not_found' }
  if (isDocument(task.target.object))
    return { outcome: 'anonymised', retained: [keptOfDocument], justification: forTaxes }
  return { outcome: 'anonymised', retained: [keptOfPerson, keptElsewhere] }
}

async function remove(task: RedactTask, account: Account): Promise<RedactResult> {
  const { object, id } = task.target
  const url = recordUrl(account.settings, `${object}/${id}`)
  const answer = await account.request({ method: 'DELETE', url, idempotent: true })
  if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
  if (isRefused(answer)) {
    const retained = [keptOfPerson, keptElsewhere]
    const outcome = task.accepted === null ? 'manual_required' : 'anonymised'
    return { outcome, retained, instructions: instructions.kept }
  }
  // A page of maintenance comes with status 200.
  if (successOf(answer).status !== 204) throw new PlatformError('upstream_error', 'no answer')
  return { outcome: 'erased', retained: [keptElsewhere] }
}

function isRefused({ status }: Answer): boolean {
  return status === 400 || status === 403
}

/** A script answers in JSON what is asked in it. */
function scriptCall(settings: Settings, query: Readonly<Record<string, string>> = {}): Call {
  const { eraseScript: script } = settings
  if (script === undefined) throw new PlatformError('auth_failed', 'no script is installed')
  const url = new URL(`https://${restletHostOf(settings)}/app/site/hosting/restlet.nl`)
  const names = { script, deploy: script.replace('customscript', 'customdeploy'), ...query }
  for (const [name, value] of Object.entries(names)) url.searchParams.set(name, value)
  return { url, headers: { 'content-type': 'application/json' }, json: true }
}

function keyOf({ object, id }: Reference): string {
  return `${object}/${id}`
}

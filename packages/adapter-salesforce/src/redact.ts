import {
  type Answer,
  type Integration,
  type JsonValue,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  PlatformError,
  type RedactCheck,
  type RedactionEnd,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  successOf,
  textAt,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { blankRecord } from './blank-record.ts'
import { findRecords, salesforce } from './find-objects.ts'
import { fullId } from './full-id.ts'
import { holdings } from './holdings.ts'
import { type Api, query, quoted, recordsOf } from './query.ts'
import { callSalesforce, codeOf, restPath } from './read.ts'
import type { Settings } from './settings.ts'

/** Kinds that can be deleted, in the order in which they go. */
const erasable = ['Case', 'Lead', 'Contact', 'Account', 'Individual']
/** Salesforce will not delete it: cases or contracts hang on it, or a rule of the organisation forbids it. */
const undeletable: ReadonlySet<string> = new Set([
  ...['DELETE_FAILED', 'DEPENDENCY_EXISTS', 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
])
const hour = 3_600_000
const day = 24 * hour
/** What is purged can be queried for about a day. */
const settling = 25 * hour
/** So long the recycle bin keeps what was not purged. */
const inBin = 15 * day
const retained = ['field history, Big Objects and backups']
const byHand = { action: 'by_hand', expected: 'manual_required' } as const
const instructions = {
  related:
    'Open this record and look through its related lists before it is erased, as afterwards they name nobody: delete what is about the person, from the recycle bin too.',
  user: 'A user cannot be deleted: deactivate them under Setup > Users, and overwrite their name, e-mail address and numbers.',
  other: 'Open this record, delete it, and purge it from the recycle bin.',
  purge: 'Purge this record from the recycle bin of the organisation.',
} as const

/**
 * Records are deleted, and then purged, since a recycle bin gives back what it holds for 15 days. What
 * cannot be deleted is overwritten.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_delete_record.htm
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_emptyrecyclebin.htm
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const api = salesforce(settings, platform)
    const records = await wholeOf(await findRecords(person, api), api)
    const targets: RedactTarget[] = []
    for (const [id, { object }] of records) {
      const kinds = await relatedOf(object, id, api)
      if (kinds.length > 0)
        targets.push({
          target: { object: 'related', id, within: { object } },
          ...{ ...byHand, retained: kinds, instructions: instructions.related },
        })
    }
    const ids = [...records.keys()]
    for (const [id, { object }] of records) {
      const isShared = object === 'Individual' && (await isOthersToo(id, ids, api))
      targets.push(isShared ? shared({ object, id }) : targetOf({ object, id }))
    }
    return targets
  },

  async erase(task, own, platform) {
    const { object, id } = task.target
    if (task.action === 'keep') return { outcome: 'shared_identifier' }
    if (task.action !== 'erase' || !erasable.includes(object) || fullId(id) === null)
      return { outcome: 'manual_required' }
    const isDeleted = await isInBin(task.target, salesforce(own.settings, platform))
    if (isDeleted === null) return { outcome: outcomeOfAbsence(task), retained }
    if (isDeleted) return await purge(task, own, platform)
    return await remove(task, own, platform)
  },

  async check({ target }, { settings }, platform) {
    const api = salesforce(settings, platform)
    const { object, id, within } = target
    if (fullId(id) === null) return { found: 'unverifiable' }
    if (object === 'related') {
      const kinds = await relatedOf(textOrNull(within, '/object') ?? '', id, api)
      return kinds.length > 0 ? { found: 'remains', why: kinds.join(', ') } : { found: 'clean' }
    }
    if (!Object.hasOwn(holdings, object)) return { found: 'unverifiable' }
    return await checkRecord(target, settings, platform)
  },
}

type Records = ReadonlyMap<string, { readonly object: string; readonly content: JsonValue }>

/** What is there of them, whole, in the order in which it goes; each with its individual. */
async function wholeOf(found: readonly Reference[], api: Api): Promise<Records> {
  const whole = new Map<string, { readonly object: string; readonly content: JsonValue }>()
  const open = [...found]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { object, id } = next
    if (whole.has(id)) continue
    const content = await readRecord(object, id, api)
    if (content === null) continue
    // The contact beside a person account goes with it.
    const account = fullId(textOf(valueAt(content, '/AccountId')) ?? '')
    if (valueAt(content, '/IsPersonAccount') === true && object === 'Contact' && account !== null) {
      open.push({ object: 'Account', id: account })
      continue
    }
    whole.set(id, { object, content })
    for (const name of ['IndividualId', 'PersonIndividualId']) {
      const individual = fullId(textOf(valueAt(content, `/${name}`)) ?? '')
      if (individual !== null) open.push({ object: 'Individual', id: individual })
    }
  }
  const placeOf = (object: string) => erasable.indexOf(object)
  return new Map(
    [...whole].sort(([one, first], [other, second]) => {
      const places = placeOf(first.object) - placeOf(second.object)
      return places === 0 ? (one < other ? -1 : 1) : places
    }),
  )
}

async function readRecord(object: string, id: string, api: Api): Promise<JsonValue | null> {
  const answer = await api(`sobjects/${object}/${id}`)
  if (answer.status === 404) return null
  const { json } = successOf(answer)
  // Without an id it says nothing of whether the record is there.
  textAt(json, '/Id')
  return json as JsonValue
}

function targetOf(target: Reference): RedactTarget {
  if (erasable.includes(target.object))
    return { target, action: 'erase', expected: 'erased', retained }
  const isUser = target.object === 'User'
  return { target, ...byHand, instructions: isUser ? instructions.user : instructions.other }
}

function shared(target: Reference): RedactTarget {
  return {
    target,
    ...{ action: 'keep', expected: 'shared_identifier' },
    retained: ['an individual that contacts or leads of others are linked to'],
    justification: 'It stands for others too.',
  }
}

/** Kinds of records that hang on one: their own texts may speak of the person. */
async function relatedOf(object: string, id: string, api: Api): Promise<readonly string[]> {
  const kinds = new Set<string>()
  for (const part of holdings[object] ?? []) {
    const where = part.by.map(field => `${field} = ${quoted(id)}`).join(' OR ')
    const soql = `SELECT Id FROM ${part.object} WHERE ${where} LIMIT 1`
    for await (const page of query(soql, part.isStandard === true, api)) {
      if (recordsOf(page).length > 0) kinds.add(part.object)
    }
  }
  return [...kinds]
}

async function isOthersToo(id: string, ids: readonly string[], api: Api): Promise<boolean> {
  for (const object of ['Contact', 'Lead']) {
    const soql = `SELECT Id FROM ${object} WHERE IndividualId = ${quoted(id)}`
    for await (const page of query(soql, false, api)) {
      const owners = recordsOf(page).map(record => fullId(textOf(valueAt(record, '/Id')) ?? ''))
      if (owners.some(owner => owner !== null && !ids.includes(owner))) return true
    }
  }
  return false
}

/**
 * Null: there is no such record, not even in the recycle bin. An account that is no person, or is none any
 * more, is not looked for: all people of a company would go with it.
 */
async function isInBin({ object, id }: Reference, api: Api): Promise<boolean | null> {
  const also = object === 'Account' ? ' AND IsPersonAccount = true' : ''
  const soql = `SELECT Id, IsDeleted FROM ${object} WHERE Id = ${quoted(id)}${also}`
  for await (const page of query(soql, true, api, 'queryAll')) {
    const [record] = recordsOf(page)
    if (record !== undefined) return valueAt(record, '/IsDeleted') === true
  }
  return null
}

async function remove(
  task: RedactTask,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<RedactResult> {
  const { object, id } = task.target
  const path = restPath(`sobjects/${object}/${id}`)
  const call = { method: 'DELETE', idempotent: true } as const
  const answer = await callSalesforce(path, call, settings, platform)
  // Somebody was quicker, or our own answer was lost: it is looked for in the recycle bin.
  if (answer.status === 404) return { again: platform.now }
  if (undeletable.has(codeOf(answer) ?? '')) return await blank(task, path, settings, platform)
  if (answer.status === 400) return refused(answer)
  assertDone(answer)
  return { again: platform.now, progress: { step: 'deleted' } }
}

/** Nothing was changed before: that it cannot be deleted was said by a refusal. */
async function blank(
  task: RedactTask,
  path: string,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const { object, id } = task.target
  const record = await readRecord(object, id, salesforce(settings, platform))
  const change = blankRecord(record, settings)
  if (record === null || change === null) return { outcome: 'not_found' }
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(change)
  const call = { method: 'PATCH', idempotent: true, headers, body } as const
  const answer = await callSalesforce(path, call, settings, platform)
  if (answer.status === 400) return refused(answer)
  assertDone(answer)
  return {
    outcome: 'anonymised',
    retained: ['the record itself, fields that the settings do not name', ...retained],
    justification: 'Salesforce does not delete it, as others hang on it or a rule forbids it.',
  }
}

async function purge(
  task: RedactTask,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<RedactResult> {
  const answer = await callSalesforce(
    '/services/Soap/u/64.0',
    token => ({ ...purgeCall, body: purgeBody(token, task.target.id) }),
    settings,
    platform,
  )
  const [, success] = /<(?:\w+:)?success>(true|false)</.exec(answer.text) ?? []
  if (success === undefined && answer.status === 403) successOf(answer)
  if (success === undefined) throw new PlatformError('upstream_error', 'no word of the recycle bin')
  const { now } = platform
  if (success === 'true')
    return { outcome: 'erased', retained, checkAt: new Date(now.getTime() + settling) }
  return afterRefusal(task, now)
}

/** It may be purged already, and be there for some hours; or it may not be purged by this user. */
function afterRefusal({ accepted }: RedactTask, now: Date): RedactResult {
  const since = accepted?.at.getTime() ?? 0
  const due = new Date(since + settling)
  if (now < due) return { again: due, waitsFor: 'physical_delete' }
  return {
    outcome: 'archived_reversible',
    instructions: instructions.purge,
    ...(accepted !== null && { until: new Date(since + inBin) }),
  }
}

const purgeCall = {
  method: 'POST',
  idempotent: true,
  headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
} as const

/** Neither has a sign of XML: an id has letters and digits, a token those and `!._`. */
function purgeBody(token: string, id: string): string {
  const session = token.replaceAll(/[<>&]/g, '')
  return `<?xml version="1.0" encoding="utf-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">
<soapenv:Header><SessionHeader><sessionId>${session}</sessionId></SessionHeader></soapenv:Header>
<soapenv:Body><emptyRecycleBin><ids>${id}</ids></emptyRecycleBin></soapenv:Body>
</soapenv:Envelope>`
}

/** Salesforce says by an empty answer that it has done it; a page of a proxy says nothing. */
function assertDone(answer: Answer): void {
  if (successOf(answer).status !== 204)
    throw new PlatformError('upstream_error', 'another answer than that it is done')
}

function refused(answer: Answer): RedactionEnd {
  const code = codeOf(answer) ?? 'unknown'
  if (code.startsWith('INSUFFICIENT_ACCESS'))
    throw new PlatformError('auth_failed', 'the user may not change this', { status: 403 })
  return { outcome: 'failed_permanent', justification: `Salesforce refuses: ${code}` }
}

async function checkRecord(
  target: Reference,
  settings: Settings,
  platform: Platform,
): Promise<RedactCheck> {
  const api = salesforce(settings, platform)
  // Users and their like have no recycle bin.
  const isDeleted = erasable.includes(target.object) ? await isInBin(target, api) : false
  if (isDeleted === null) return { found: 'clean' }
  if (isDeleted) {
    const again = new Date(platform.now.getTime() + settling)
    return {
      found: 'remains',
      again,
      why: 'it is in the recycle bin, or was purged a short while ago',
    }
  }
  const record = await readRecord(target.object, target.id, api)
  return blankRecord(record, settings) === null ? { found: 'clean' } : { found: 'remains' }
}

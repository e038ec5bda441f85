import {
  type Answer,
  isPlatformError,
  type JsonValue,
  jsonCall,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactCheck,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  readDocument,
  successOf,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall, hubSpot, isId } from './api.ts'
import { type Api, findContacts, hangingOn } from './find-objects.ts'
import { hangingKinds } from './kinds.ts'
import type { Settings } from './settings.ts'

const minute = 60_000
const day = 86_400_000
/** In the background HubSpot may take so long. */
const longest = 30 * day
/** As long a contact in the recycle bin can be brought back. */
const kept = 90 * day

const typeIds: ReadonlyMap<string, string> = new Map(
  hangingKinds.map(([type, kind]) => [kind, String(type)]),
)
const keptOfContact = 'conversations of the inbox, exports, and copies in connected apps'
const lookThrough =
  'HubSpot takes out the contact, and may leave this object with what was written of the person. Open it by its record ID, and take out name, address and number, or delete it.'
const emptyBin =
  'The contact is in the recycle bin. Restore it in HubSpot under Contacts > Actions > Restore records, and choose Actions > Delete > Permanently delete.'

/**
 * A contact is deleted for good, always by its id: an address that is no contact's would be put on a
 * blocklist for ever. What hangs on it is listed before, as nothing leads there afterwards.
 *
 * @see https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/gdpr/gdpr-delete-contact
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const api = hubSpot(settings, platform)
    const targets = new Map<string, RedactTarget>()
    const found: RedactTarget[] = []
    for (const id of await findContacts(person, api)) found.push(...(await targetsOf(id, api)))
    // Two contacts may share a ticket, and two ids lead to one contact after a merge.
    for (const each of found) targets.set(`${each.target.object} ${each.target.id}`, each)
    return [...targets.values()]
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    if (task.action !== 'erase' || object !== 'contact' || !isId(id))
      return { outcome: 'manual_required' }
    const api = hubSpot(settings, platform)
    if (task.accepted !== null) return await goOn(task, api, platform)
    if ((await contactAt(id, false, api)) === null) {
      const isInBin = (await contactAt(id, true, api)) !== null
      if (!isInBin) return { outcome: outcomeOfAbsence(task) }
      return { outcome: 'manual_required', instructions: emptyBin }
    }
    const call = jsonCall(apiCall('crm/v3/objects/contacts/gdpr-delete'), 'POST', { objectId: id })
    return ended(task, await api.request({ ...call, idempotent: true }), platform)
  },

  async check({ target: { object, id } }, { settings }, platform) {
    const api = hubSpot(settings, platform)
    if (!isId(id)) return { found: 'unverifiable', why: 'no id of HubSpot' }
    if (object === 'contact') return await lookAt(id, api)
    const type = typeIds.get(object)
    if (type === undefined) return { found: 'unverifiable', why: 'no such kind of object' }
    const content = await readDocument(api, apiCall(`crm/v3/objects/${type}/${id}?archived=false`))
    if (content === null) return { found: 'clean' }
    return { found: 'unverifiable', why: 'it is there, and nobody can tell what is written in it' }
  },
}

async function targetsOf(named: string, api: Api): Promise<readonly RedactTarget[]> {
  const contact = await contactAt(named, false, api)
  if (contact === null) return await targetsInBin(named, api)
  // After a merge the older id leads to the contact that is left.
  const id = idOf(contact) ?? named
  const { targets, unseen } = await hangingTargets(id, api)
  const hidden = `what hangs on it of kinds that the app may not read: ${unseen.join(', ')}`
  return [
    ...targets,
    {
      target: { object: 'contact', id },
      action: 'erase',
      expected: 'erased',
      retained: unseen.length === 0 ? [keptOfContact] : [keptOfContact, hidden],
    },
  ]
}

async function targetsInBin(id: string, api: Api): Promise<readonly RedactTarget[]> {
  const contact = await contactAt(id, true, api)
  if (contact === null) return []
  const since = Date.parse(textOrNull(contact, '/archivedAt') ?? '')
  return [
    {
      target: { object: 'contact', id },
      action: 'by_hand',
      expected: 'manual_required',
      instructions: emptyBin,
      ...(!Number.isNaN(since) && { until: new Date(since + kept) }),
    },
  ]
}

/** Each kind may want a scope of its own. */
async function hangingTargets(contact: string, api: Api) {
  const targets: RedactTarget[] = []
  const unseen: string[] = []
  for (const [object, type] of typeIds) {
    try {
      for await (const ids of hangingOn(contact, type, api)) {
        for (const id of ids.filter(isId)) targets.push(byHand(object, id))
      }
    } catch (error) {
      if (!isPlatformError(error) || error.status !== 403) throw error
      unseen.push(object)
    }
  }
  return { targets, unseen }
}

function byHand(object: string, id: string): RedactTarget {
  const target = { object, id }
  return { target, action: 'by_hand', expected: 'manual_required', instructions: lookThrough }
}

function ended(task: RedactTask, answer: Answer, platform: Platform): RedactResult {
  if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
  if (answer.status === 400)
    return {
      outcome: 'failed_permanent',
      justification: 'HubSpot refuses: the data privacy settings of the account may be off',
    }
  successOf(answer)
  return {
    again: new Date(platform.now.getTime() + minute),
    progress: { deleted: true },
    waitsFor: 'platform_erases',
  }
}

async function goOn(task: RedactTask, api: Api, { now }: Platform): Promise<RedactResult> {
  const { found } = await lookAt(task.target.id, api)
  if (found === 'clean') return { outcome: outcomeOfAbsence(task) }
  const since = task.accepted?.at.getTime() ?? 0
  if (now.getTime() - since > longest)
    return {
      outcome: 'failed_permanent',
      justification: 'HubSpot still shows the contact 30 days after it agreed to delete it',
    }
  return { again: new Date(now.getTime() + day), waitsFor: 'platform_erases' }
}

async function lookAt(id: string, api: Api): Promise<RedactCheck> {
  if ((await contactAt(id, false, api)) !== null)
    return { found: 'remains', why: 'HubSpot still shows the contact' }
  if ((await contactAt(id, true, api)) !== null)
    return { found: 'remains', why: 'it is in the recycle bin, and can be brought back' }
  return { found: 'clean' }
}

async function contactAt(id: string, archived: boolean, api: Api): Promise<JsonValue | null> {
  const path = `crm/v3/objects/contacts/${id}?properties=hs_object_id&archived=${archived}`
  return await readDocument(api, apiCall(path))
}

function idOf(contact: JsonValue): string | null {
  const id = textOf(valueAt(contact, '/id')) ?? ''
  return isId(id) ? id : null
}

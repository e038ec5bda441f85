import {
  outcomeOfAbsence,
  type PersonRedaction,
  PlatformError,
  type RedactCheck,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  textAt,
  valueAt,
} from '@conduit/core'
import { askMandrill } from './mandrill-api.ts'
import {
  type Account,
  entriesOf,
  findRecipients,
  type ListName,
  listsFor,
  messagesOf,
} from './mandrill-find.ts'
import type { Settings } from './settings.ts'

const ninetyDays = 90 * 86_400_000
const blocked = 'Without the entry mail to this person would be possible again.'

/** What becomes of each list, in this order: what is still to be sent first. */
const order: readonly ListName[] = ['scheduled', 'allowlist', 'denylist', 'sms_denylist']

/**
 * What is still to be sent is cancelled, and the address taken off the allowlist. The denylists stay, as
 * they keep mail away; messages go by time alone. An object's id is the address in lower case, or the number.
 *
 * @see https://mailchimp.com/developer/transactional/api/messages/cancel-scheduled-email/
 * @see https://mailchimp.com/developer/transactional/api/allowlists/remove-email-from-allowlist/
 */
export const mandrillRedact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const account = { settings, platform }
    const targets: RedactTarget[] = []
    for (const recipient of await findRecipients(person, account))
      targets.push(...(await targetsOf(recipient, account)))
    return targets
  },

  async erase(task, { settings }, platform) {
    const account = { settings, platform }
    if (task.action === 'erase' && task.target.object === 'scheduled')
      return await cancelOne(task, account)
    if (task.action === 'erase' && task.target.object === 'allowlist')
      return await disallow(task, account)
    return { outcome: task.action === 'keep' ? keptAs(task.target) : 'manual_required' }
  },

  async check({ target: { object, id } }, { settings }, platform) {
    const account = { settings, platform }
    if (object === 'messages') {
      for await (const _ of messagesOf(id, account)) return remains
      return { found: 'clean' }
    }
    const list = order.find(each => each === object)
    if (list === undefined) return { found: 'unverifiable', why: 'no such kind of object' }
    return (await entriesOf(list, id, account)).length > 0 ? remains : { found: 'clean' }
  },
}

const remains: RedactCheck = { found: 'remains', why: 'Mailchimp still shows it' }

async function targetsOf(recipient: Reference, account: Account): Promise<readonly RedactTarget[]> {
  const id = recipient.id.toLowerCase()
  const own = listsFor(recipient)
  const targets: RedactTarget[] = []
  for (const list of order.filter(each => own.includes(each))) {
    if ((await entriesOf(list, id, account)).length === 0) continue
    targets.push(targetOn(list, id))
  }
  if (recipient.object === 'phone') return targets
  for await (const _ of messagesOf(id, account)) {
    const until = new Date(account.platform.now.getTime() + ninetyDays)
    const target = { object: 'messages', id }
    const retained = ['content of messages for 30 days, their activity until it is dropped']
    return [...targets, { target, action: 'keep', expected: keptAs(target), retained, until }]
  }
  return targets
}

function targetOn(list: ListName, id: string): RedactTarget {
  const target = { object: list, id }
  if (list === 'scheduled' || list === 'allowlist')
    return { target, action: 'erase', expected: 'erased' }
  const retained = ['the entry with its comment']
  return { target, action: 'keep', expected: keptAs(target), retained, justification: blocked }
}

/** A denylist may stay; of messages there is no call that erases them. */
function keptAs({ object }: Reference): 'exempt' | 'unsupported' {
  return object === 'messages' ? 'unsupported' : 'exempt'
}

async function cancelOne(task: RedactTask, account: Account): Promise<RedactResult> {
  const [next] = await entriesOf('scheduled', task.target.id, account)
  if (next === undefined) return { outcome: outcomeOfAbsence(task) }
  await askMandrill('1.3/messages/cancel-scheduled', { id: textAt(next, '/_id') }, account)
  return { again: account.platform.now, progress: { cancelled: true } }
}

async function disallow(task: RedactTask, account: Account): Promise<RedactResult> {
  const [entry] = await entriesOf('allowlist', task.target.id, account)
  if (entry === undefined) return { outcome: outcomeOfAbsence(task) }
  const asked = { email: textAt(entry, '/email') }
  const answer = await askMandrill('1.3/allowlists/delete', asked, account)
  if (valueAt(answer, '/deleted') === true) return { outcome: 'erased' }
  throw new PlatformError('upstream_error', 'the entry was not deleted')
}

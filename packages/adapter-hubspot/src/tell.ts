import {
  type ConsentDecision,
  type ConsentFound,
  type ConsentPropagation,
  jsonCall,
  type Platform,
  type Reference,
  readDocument,
  successOf,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall, dated, hubSpot, isId } from './api.ts'
import type { Settings } from './settings.ts'

/** What a purpose stands for: one subscription type, or all e-mail. */
type Meant = { readonly subscriptionId: number } | 'all'

const found: ReadonlyMap<unknown, ConsentFound> = new Map([
  ['SUBSCRIBED', 'granted'],
  ['UNSUBSCRIBED', 'withdrawn'],
])

/**
 * E-mail of one subscription type, in both directions, and of all (`marketing`) as a withdrawal: there is
 * no call that subscribes to all. HubSpot takes no time, so the decision's stands in the explanation.
 *
 * @see https://developers.hubspot.com/docs/api-reference/latest/communication-preferences/status/update-subscription
 */
export const tell: ConsentPropagation<Settings> = {
  plan(decision, references) {
    const meant = meantBy(decision)
    if (meant === null || (meant === 'all' && decision.state === 'granted')) return []
    return references.filter(({ object, id }) => object === 'contact' && isId(id))
  },

  async tell(target, decision, { settings }, platform) {
    const meant = meantBy(decision)
    if (meant === null) return 'refused'
    const api = hubSpot(settings, platform)
    const path = await statusesOf(target, api)
    if (path === null) return 'not_found'
    const call =
      meant === 'all'
        ? { ...apiCall(`${path}/unsubscribe-all?channel=EMAIL`), method: 'POST' as const }
        : jsonCall(apiCall(path), 'POST', saying(decision, meant))
    const answer = await api.request({ ...call, json: true, idempotent: true })
    if (answer.status === 400) return 'refused'
    const told = valueAt(successOf(answer).json, '/results/0/status')
    return meant === 'all' || found.get(told) === decision.state ? 'told' : 'refused'
  },

  async look(target, decision, { settings }, platform) {
    const meant = meantBy(decision)
    const api = hubSpot(settings, platform)
    const path = await statusesOf(target, api)
    if (path === null || meant === null) return 'unknown'
    const all = await readDocument(api, apiCall(`${path}/unsubscribe-all?channel=EMAIL`))
    const wide = found.get(valueAt(all, '/results/0/status'))
    if (meant === 'all' || wide === 'withdrawn') return wide ?? 'unknown'
    const single = await readDocument(api, apiCall(`${path}?channel=EMAIL`))
    const results = valueAt(single, '/results')
    const own = (Array.isArray(results) ? results : []).find(
      each => textOf(valueAt(each, '/subscriptionId')) === `${meant.subscriptionId}`,
    )
    return found.get(valueAt(own, '/status')) ?? 'unknown'
  },
}

/** By the words that events of opting out give; null: another. */
function meantBy({ channel, purpose }: ConsentDecision): Meant | null {
  if (channel !== 'email') return null
  if (purpose === 'marketing') return 'all'
  const id = /^subscription (\d{1,15})$/.exec(purpose)?.[1]
  return id === undefined ? null : { subscriptionId: Number(id) }
}

/** Accounts that keep to the GDPR take nothing without a basis. */
function saying({ state, at }: ConsentDecision, { subscriptionId }: Exclude<Meant, 'all'>) {
  return {
    channel: 'EMAIL',
    statusState: state === 'granted' ? 'SUBSCRIBED' : 'UNSUBSCRIBED',
    subscriptionId,
    legalBasis: 'CONSENT_WITH_NOTICE',
    legalBasisExplanation: `Decided elsewhere on ${at.toISOString()}; told by Conduit.`,
  }
}

/** Where the statuses of a contact's first address are; null: no contact, or no address. */
async function statusesOf(
  { object, id }: Reference,
  api: Pick<Platform, 'request'>,
): Promise<string | null> {
  if (object !== 'contact' || !isId(id)) return null
  const path = `crm/v3/objects/contacts/${id}?properties=email&archived=false`
  const address = textOrNull(await readDocument(api, apiCall(path)), '/properties/email')
  if (address === null) return null
  return `communication-preferences/${dated}/statuses/${encodeURIComponent(address)}`
}

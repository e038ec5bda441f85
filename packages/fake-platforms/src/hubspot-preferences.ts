import type { FakeAnswer } from '@conduit/recordings'
import { fault } from './hubspot-faults.ts'
import type { HubSpotCall, HubSpotState } from './hubspot-state.ts'

const time = '2026-11-12T10:00:00.000Z'
const states = new Set(['NOT_SPECIFIED', 'SUBSCRIBED', 'UNSUBSCRIBED'])

/** Choices about e-mail: by the API that HubSpot's client speaks, and by the one that adapters use. */
export function hubSpotPreferences(state: HubSpotState, subscriptions: readonly number[]) {
  const keep = (address: string, subscription: number | 'all', status: string, why: unknown) => {
    state.statuses.set(`${address} ${subscription}`, { status, legalBasisExplanation: why ?? null })
  }
  const statusOf = (address: string, subscription: number | 'all') =>
    state.statuses.get(`${address} ${subscription}`)?.status ?? 'NOT_SPECIFIED'
  const single = (address: string, subscriptionId: number) => ({
    ...{ channel: 'EMAIL', source: 'API', timestamp: time, subscriberIdString: address },
    ...{ subscriptionId, status: statusOf(address, subscriptionId) },
    legalBasisExplanation: state.statuses.get(`${address} ${subscriptionId}`)
      ?.legalBasisExplanation,
  })
  const done = (results: readonly unknown[]): FakeAnswer => ({
    status: 200,
    json: { status: 'COMPLETE', startedAt: time, completedAt: time, results },
  })

  /** Who has left is not brought back by this API. */
  const older = (verb: string, json: HubSpotCall['json']): FakeAnswer | null => {
    const address = String(json.emailAddress)
    const id = Number(json.subscriptionId)
    if (!subscriptions.includes(id)) return fault(400, 'VALIDATION_ERROR')
    const isJoining = verb === 'subscribe'
    if (isJoining && statusOf(address, id) === 'UNSUBSCRIBED') return fault(400, 'VALIDATION_ERROR')
    keep(address, id, isJoining ? 'SUBSCRIBED' : 'UNSUBSCRIBED', json.legalBasisExplanation)
    const status = isJoining ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED'
    const own = {
      id: `${id}`,
      name: 'Letter',
      description: '',
      sourceOfStatus: 'SUBSCRIPTION_STATUS',
    }
    return { status: 200, json: { ...own, status } }
  }

  const write = (address: string, json: HubSpotCall['json']): FakeAnswer => {
    const { channel, statusState, subscriptionId, legalBasis, legalBasisExplanation } = json
    if (
      channel !== 'EMAIL' ||
      !states.has(String(statusState)) ||
      typeof subscriptionId !== 'number'
    )
      return fault(400, 'VALIDATION_ERROR')
    if (!subscriptions.includes(subscriptionId)) return fault(400, 'VALIDATION_ERROR')
    // As where an account keeps to the GDPR.
    if (!legalBasis || !legalBasisExplanation) return fault(400, 'VALIDATION_ERROR')
    const isBack = statusState === 'SUBSCRIBED' && statusOf(address, 'all') === 'UNSUBSCRIBED'
    if (isBack) return fault(400, 'VALIDATION_ERROR')
    keep(address, subscriptionId, String(statusState), legalBasisExplanation)
    return done([single(address, subscriptionId)])
  }

  return ({ method, path, query, json }: HubSpotCall): FakeAnswer | null => {
    const [, version = '', verb = '', address = '', wide] = path
    if (version === 'v3') return older(verb, json)
    if (!/^\d{4}-\d{2}$/.test(version) || verb !== 'statuses') return null
    if (method === 'POST' && wide === undefined) return write(address, json)
    if (query.get('channel') !== 'EMAIL') return fault(400, 'VALIDATION_ERROR')
    if (wide === undefined) return done(subscriptions.map(id => single(address, id)))
    if (method === 'GET') {
      const status = statusOf(address, 'all')
      const own = { channel: 'EMAIL', timestamp: time, subscriberIdString: address }
      return done([{ ...own, status, wideStatusType: 'PORTAL_WIDE' }])
    }
    keep(address, 'all', 'UNSUBSCRIBED', null)
    for (const id of subscriptions) keep(address, id, 'UNSUBSCRIBED', null)
    return done([])
  }
}

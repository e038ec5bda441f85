import { randomUUID } from 'node:crypto'
import { post, xeroHeaders } from '../call.mjs'

/** Whoever named a neighbour's account received its events, even those at the neighbour's own URL. */
export default async ({ usual }) => {
  const server = await usual()
  const tenantId = randomUUID()
  const victim = await server.controller('Victim Ltd')
  const thief = await server.controller('Thief Ltd')
  const { url } = await server.integration(victim.id, 'xero', {})
  const key = await server.apiKey('developer', thief.id)
  await server.integration(thief.id, 'xero', { tenantIds: [tenantId] }, key)
  const body = contactUpdated(tenantId, new Date())
  const { status } = await post(url, body, xeroHeaders(body))
  const stolen = await server.activities(thief.id)
  if (stolen.length > 0) return 'it went to somebody who had named the account'
  const own = await server.activities(victim.id)
  return own.length === 1 ? null : `it was answered ${status} and is nobody's`
}

/** https://developer.xero.com/documentation/guides/webhooks/overview/ */
export function contactUpdated(tenantId, at) {
  const event = {
    resourceUrl: 'https://api.xero.com/api.xro/2.0/Contacts/0c3f5f7e-1111-4a0e-8d33-aaaaaaaaaa01',
    resourceId: '0c3f5f7e-1111-4a0e-8d33-aaaaaaaaaa01',
    eventDateUtc: at.toISOString().replace('Z', ''),
    eventType: 'UPDATE',
    eventCategory: 'CONTACT',
    tenantId,
    tenantType: 'ORGANISATION',
  }
  const sequence = { firstEventSequence: 1, lastEventSequence: 1, entropy: randomUUID() }
  return JSON.stringify({ events: [event], ...sequence })
}

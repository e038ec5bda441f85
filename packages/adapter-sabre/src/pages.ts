import { type Platform, PlatformError, valueAt } from '@conduit/core'
import { day } from './cursor.ts'
import { search } from './search.ts'
import type { Settings } from './settings.ts'

/** What is asked for: changes at a hotel since a time. */
type Search = { hotel: number; since: string; settings: Settings; platform: Platform }

/** One answer: its reservations, where they stand in it, and the platform's mark to go on from. */
export type Page = { reservations: readonly unknown[]; path: string; mark?: unknown }

const failure = (reason: string) => new PlatformError('upstream_error', reason)

/** Changes at one hotel. @see https://developer.synxis.com/commerce/reservation_services */
export async function* crsPages({ hotel, since, settings, platform }: Search): AsyncIterable<Page> {
  const { baseUrl, chainId, incrementalParam, pageSize, reservationPath } = settings
  const url = new URL(reservationPath ?? '/v1/api/reservation', baseUrl)
  const fixed = { chain: chainId, hotel, view: 'full', [incrementalParam]: since, limit: pageSize }
  for (const [name, value] of Object.entries(fixed)) url.searchParams.set(name, String(value))
  for (let page = 0, start = 1; page < 1000; page++) {
    url.searchParams.set('start', String(start))
    const document = await search({ url }, settings, platform)
    const total = valueAt(document, '/Paging/Total') ?? valueAt(document, '/paging/Total')
    const reservations = valueAt(document, '/Reservations') ?? (total === 0 ? [] : null)
    if (!Array.isArray(reservations)) throw failure('no list of reservations')
    yield { reservations, path: '/Reservations' }
    start += reservations.length
    if (reservations.length === 0 || (typeof total === 'number' && start > total)) return
  }
  throw failure('too many pages')
}

/** The same by the Property Hub. @see https://developer.synxis.com/pms/property_hub/reservation */
export async function* sphPages({ hotel, since, settings, platform }: Search): AsyncIterable<Page> {
  const { baseUrl, chainId, client, reservationPath: path, tenantId } = settings
  const url = new URL(path ?? '/v1/sph/reservations/outbound/data/reservations-details', baseUrl)
  const headers = { 'content-type': 'application/json', tenantid: String(tenantId) }
  // Times carry no zone: an end of now would cut off what is now elsewhere.
  const endDateTime = new Date(platform.now.getTime() + day).toISOString()
  // `updateDelta` would move a mark on the server, which may be another system's.
  const range = { startDateTime: since, endDateTime, delta: true, updateDelta: false }
  const body = JSON.stringify({ client, hotelId: hotel, chainId, ...range })
  const call = { method: 'POST', url, headers, body, idempotent: true } as const
  const document = await search(call, settings, platform)
  const reservations = valueAt(document, '/reservations') ?? []
  if (valueAt(document, '/status') !== 'SUCCESS') throw failure('no success')
  if (!Array.isArray(reservations)) throw failure('no list of reservations')
  yield { reservations, path: '/reservations', mark: valueAt(document, '/nextDeltaStartTime') }
  const total = valueAt(document, '/total')
  if (typeof total === 'number' && total > reservations.length) throw failure('too few')
}

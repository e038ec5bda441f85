import { basicAuth, bearerApi, type Call, jsonCall } from '@conduit/core'
import type { Settings } from './settings.ts'

const api = bearerApi<Settings>({
  base: ({ region }) => `https://api${inRegion(region)}.customer.io/v1/`,
  token: ({ appApiKey }) => appApiKey,
})

/** The App API, which shows; and the Track API, which is told, where a key for both is there. */
export function hosts(settings: Settings): readonly string[] {
  const shows = api.hosts(settings)
  return shows.length > 0 && canTell(settings) ? [...shows, trackHost(settings)] : shows
}

/** A call of the App API. */
export const { apiCall } = api

/** Can this workspace be told anything? */
export function canTell({ appApiKey, siteId, trackApiKey }: Settings): boolean {
  return appApiKey !== undefined && siteId !== undefined && trackApiKey !== undefined
}

/**
 * The call that changes attributes of a person who is there; it makes nobody.
 * @see https://docs.customer.io/integrations/api/track/tag/track-customers/identify/
 */
export function identifyCall(settings: Settings, cioId: string, attributes: object): Call {
  const call = trackCall(settings, cioId)
  return { ...jsonCall(call, 'PUT', { ...attributes, _update: true }), idempotent: true }
}

/**
 * The call that deletes a person and takes them in no more; a second one does nothing.
 * @see https://docs.customer.io/integrations/api/track/tag/track-customers/suppress/
 */
export function suppressCall(settings: Settings, cioId: string): Call {
  const call = trackCall(settings, cioId, '/suppress')
  return { ...call, method: 'POST', json: true, idempotent: true }
}

function trackCall(settings: Settings, cioId: string, part = ''): Call {
  const { siteId = '', trackApiKey = '' } = settings
  const url = `https://${trackHost(settings)}/api/v1/customers/cio_${cioId}${part}`
  return { url, headers: { authorization: basicAuth(siteId, trackApiKey) } }
}

function trackHost({ region }: Settings): string {
  return `track${inRegion(region)}.customer.io`
}

function inRegion(region: Settings['region']): string {
  return region === 'eu' ? '-eu' : ''
}

import type { Call } from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'a.klaviyo.com'
const type = 'application/vnd.api+json'
/** Pinned: another revision may name the fields of our tables otherwise. */
const revision = '2026-07-15'

/** Nothing can be called without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/** Of the alphabet of Klaviyo's ids: nothing that leads elsewhere within an address. */
export function isId(id: string): boolean {
  return /^[\w-]{1,64}$/.test(id)
}

/** A GET of a path that was checked; `json` as that of a `Call`. */
export function apiCall({ apiKey }: Settings, path: string, json: Call['json'] = true): Call {
  return {
    url: `https://${host}/api/${path}`,
    headers: { accept: type, authorization: `Klaviyo-API-Key ${apiKey}`, revision },
    json,
  }
}

/** A call that brings an object of JSON:API. */
export function apiChange(
  settings: Settings,
  method: 'POST' | 'PATCH',
  path: string,
  data: object,
) {
  const call = apiCall(settings, path)
  const headers = { ...call.headers, 'content-type': type }
  return { ...call, method, headers, body: JSON.stringify({ data }) }
}

import type { Call } from '@conduit/core'
import type { Settings } from './settings.ts'

const hostOf = { us: 'api.customer.io', eu: 'api-eu.customer.io' } as const

/** Nothing can be called without a key. */
export function hosts({ appApiKey, region }: Settings): readonly string[] {
  return appApiKey === undefined ? [] : [hostOf[region]]
}

/** A GET of a path that was checked, of the App API. */
export function apiCall({ appApiKey, region }: Settings, path: string): Call {
  return {
    url: `https://${hostOf[region]}/v1/${path}`,
    headers: { authorization: `Bearer ${appApiKey}` },
    json: true,
  }
}

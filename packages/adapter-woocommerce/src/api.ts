import { basicAuth, type Call } from '@conduit/core'
import type { Settings } from './settings.ts'

/** The shop, where there is a key to its API. */
export function hosts({ shopUrl, consumerKey, consumerSecret }: Settings): readonly string[] {
  const host = /^https:\/\/([^/]+)/.exec(shopUrl ?? '')?.[1]
  return host && consumerKey !== undefined && consumerSecret !== undefined ? [host] : []
}

/** A GET of a path that was checked, `orders?page=1`. */
export function apiCall(settings: Settings, path: string): Call {
  const { consumerKey = '', consumerSecret = '' } = settings
  return {
    url: addressOf(settings, path),
    headers: {
      authorization: basicAuth(consumerKey, consumerSecret),
      'content-type': 'application/json',
    },
    json: true,
  }
}

/** Where something of the API is. */
export function addressOf({ shopUrl = '' }: Settings, path: string): string {
  return `${shopUrl.replace(/\/$/, '')}/wp-json/wc/v3/${path}`
}

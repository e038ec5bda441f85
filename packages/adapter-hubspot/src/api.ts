import { type Answer, type Call, callWithToken, type Platform } from '@conduit/core'
import type { TSchema } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

/** The only host of HubSpot's API, tokens included. */
const host = 'api.hubapi.com'

/**
 * Pinned, where there is no API of version 3: HubSpot keeps a version for 18 months.
 * @see https://developers.hubspot.com/docs/developer-tooling/platform/versioning
 */
export const dated = '2026-03'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken }: Settings): readonly string[] {
  return accessToken === undefined && refreshToken === undefined ? [] : [host]
}

/** A GET of a path of the API, that was checked. */
export function apiCall(path: string): Call {
  return { url: `https://${host}/${path}` }
}

/** The platform, with the integration's own token at each call. */
export function hubSpot(settings: Settings, platform: Platform): Pick<Platform, 'request'> {
  const { clientId = '', signingSecret } = settings
  const form = { client_id: clientId, client_secret: signingSecret }
  const client = { url: `https://${host}/oauth/v1/token`, form }
  return { request: async call => await callWithToken(platform, settings, client, call) }
}

/** Asks for a path of the API with the integration's own token. @throws `PlatformError` */
export async function askHubSpot(
  settings: Settings,
  platform: Platform,
  path: string,
  json: TSchema,
): Promise<Answer> {
  return await hubSpot(settings, platform).request({ ...apiCall(path), json })
}

/** Digits, as they become part of an address. */
export function isId(id: string): boolean {
  return /^\d{1,19}$/.test(id)
}

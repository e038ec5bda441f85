import type { Answer, Integration, Platform, Read, Want } from '@conduit/core'
import { callWithToken, completed } from '@conduit/core'
import { type TSchema, Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

/** The only host of HubSpot's API, tokens included. */
const host = 'api.hubapi.com'

/** Without a list HubSpot sends hardly more than the name. */
const properties = [
  'email',
  'firstname',
  'lastname',
  'phone',
  'mobilephone',
  'jobtitle',
  'company',
  'address',
  'city',
  'state',
  'zip',
  'country',
  'date_of_birth',
  'hs_email_optout',
  'hs_legal_basis',
]
const shape = Type.Object({ id: Type.String(), properties: Type.Object({}) })

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken }: Settings): readonly string[] {
  return accessToken === undefined && refreshToken === undefined ? [] : [host]
}

/**
 * Reads the contact that an event names. One that was deleted meanwhile holds no personal data.
 * @see https://developers.hubspot.com/docs/api/crm/contacts
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const contact = `crm/v3/objects/contacts/${want.ref.contact}`
  const path = `${contact}?properties=${properties}&archived=false`
  return completed(want, await askHubSpot(settings, platform, path, shape))
}

/** Asks for a path of the API with the integration's own token. @throws `PlatformError` */
export async function askHubSpot(
  settings: Settings,
  platform: Platform,
  path: string,
  json: TSchema,
): Promise<Answer> {
  const { clientId = '', signingSecret } = settings
  const form = { client_id: clientId, client_secret: signingSecret }
  const client = { url: `https://${host}/oauth/v1/token`, form }
  return await callWithToken(platform, settings, client, { url: `https://${host}/${path}`, json })
}

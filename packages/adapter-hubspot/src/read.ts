import type { Integration, Platform, Read, Want } from '@conduit/core'
import { completed } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { askHubSpot } from './api.ts'
import type { Settings } from './settings.ts'

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

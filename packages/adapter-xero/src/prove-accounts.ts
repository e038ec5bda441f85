import { type Integration, type Platform, successOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { askXero, host } from './read.ts'
import type { Settings } from './settings.ts'

const connections = Type.Array(Type.Object({ tenantId: Type.String() }))

/**
 * The organisations that whoever the token was given by has connected to the app.
 * @see https://developer.xero.com/documentation/guides/oauth2/tenants
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const call = { url: `https://${host}/connections`, json: connections }
  const { json } = successOf(await askXero(settings, platform, call))
  return (json as Static<typeof connections>).map(({ tenantId }) => tenantId.toLowerCase())
}

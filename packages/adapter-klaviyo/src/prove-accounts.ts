import { type Integration, type Platform, successOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const found = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })

/**
 * The account that the key is for, by its public API key.
 * @see https://developers.klaviyo.com/en/reference/get_accounts
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const { json } = successOf(await platform.request(apiCall(settings, 'accounts', found)))
  return (json as Static<typeof found>).data.map(({ id }) => id)
}

import { type Integration, type Platform, successOf } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { callNetSuite, recordUrl } from './api.ts'
import { canonicalAccount, type Settings } from './settings.ts'

const catalog = Type.Object({ items: Type.Array(Type.Unknown()) })

/**
 * Each account has a host of its own, which takes no token of another. The list of its record types is
 * open to every role that may use REST.
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1540810168.html
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const url = recordUrl(settings, 'metadata-catalog')
  successOf(await callNetSuite(settings, platform, { url, json: catalog }))
  return [canonicalAccount(settings.accountId)]
}

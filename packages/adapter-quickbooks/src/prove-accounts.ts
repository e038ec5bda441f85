import { type Integration, type Platform, successOf } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { askCompany, companyUrl } from './read.ts'
import type { Settings } from './settings.ts'

/**
 * A token opens the one company that it was given for: any other answers 403. What comes back has no
 * realm in it, the company is the one of the address.
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/companyinfo
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const { realmId } = settings
  const url = companyUrl(settings, `companyinfo/${realmId}`)
  successOf(await askCompany(settings, platform, { url, json: Type.Object({}) }))
  return [realmId]
}

import { type Integration, type Platform, successOf, textAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { askHubSpot } from './api.ts'
import type { Settings } from './settings.ts'

/**
 * The account that the token is for.
 * @see https://developers.hubspot.com/docs/api-reference/account-account-info-v3/details/get-account-info-v3-details
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const shape = Type.Object({})
  const answer = await askHubSpot(settings, platform, 'account-info/v3/details', shape)
  return [textAt(successOf(answer).json, '/portalId')]
}

import { type Integration, type Platform, textAt } from '@conduit/core'
import { askShop } from './admin-api.ts'
import type { Settings } from './settings.ts'

/**
 * The shop that the access token is for, by its permanent name. Who has several shops has no token for
 * them here.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/shop
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const answer = await askShop('{ shop { myshopifyDomain } }', {}, { settings, platform })
  return [textAt(answer, '/data/shop/myshopifyDomain').toLowerCase()]
}

import { type Integration, type Platform, successOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { askSalesforce } from './read.ts'
import { accounts, type Settings } from './settings.ts'

const organisations = Type.Object({ records: Type.Array(Type.Object({ Id: Type.String() })) })

/**
 * The organisation that the app signs in to; there is one at each address.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_organization.htm
 */
export async function proveAccounts(
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  const path = 'query?q=SELECT+Id+FROM+Organization'
  const { json } = successOf(await askSalesforce(path, organisations, settings, platform))
  const { records } = json as Static<typeof organisations>
  return records.flatMap(({ Id }) => accounts({ ...settings, organizationId: Id }))
}

import { ConduitError } from '@conduit/core'
import { type Database, type IntegrationNode, listIntegrations } from '@conduit/db'

/**
 * An integration as it is now, removed or not.
 * @throws {ConduitError} `not_found`
 */
export async function currentIntegration(
  database: Database,
  { controllerId, id }: { readonly controllerId: string; readonly id: string },
): Promise<IntegrationNode> {
  const filter = { controllerIds: [controllerId], ids: [id], withRemoved: true }
  const { edges } = await listIntegrations(database, filter, { first: 1 })
  const node = edges[0]?.node
  if (node === undefined) throw new ConduitError('not_found')
  return node
}

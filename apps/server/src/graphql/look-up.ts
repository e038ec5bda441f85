import { ConduitError, type Identifier } from '@conduit/core'
import { eventHashes, tokensOf } from '@conduit/core/host'
import { findController, type IntegrationNode, listIntegrations } from '@conduit/db'
import type { KeyedHash } from '@conduit/privacy'
import type { GraphContext } from './context.ts'
import { optionalId, refOf } from './scope.ts'

/** An identifier that somebody looks for. */
export interface SoughtIdentifier {
  readonly category: string
  readonly value: string
  /** API id of the integration whose `account_id` it is; without it all of them are tried. */
  readonly integrationId?: string | null | undefined
}

/**
 * The tokens under which an identifier may be stored: under each key of the ring and, for an
 * `account_id`, in the name space of each account of the integration and of the integration itself.
 * The value itself is kept nowhere.
 *
 * @throws {ConduitError} `invalid`: its category identifies nobody, or it has no canonical form
 */
export async function lookUpTokens(
  context: GraphContext,
  controllerId: string,
  sought: SoughtIdentifier,
): Promise<readonly KeyedHash[]> {
  const identifier = identifierOf(sought)
  const only = sought.integrationId
  const wanted =
    only == null ? null : refOf(context, 'integration', only, '/filter/identifier/integrationId').id
  const { keyring, database } = context.services
  const controller = await findController(database, controllerId)
  if (controller === null) return []
  const spaces =
    identifier.category === 'account_id'
      ? await nameSpacesOf(context, controllerId, wanted)
      : [{ adapter: '', namespace: '' }]
  const tokens = spaces.flatMap(space => tokensOf(identifier, { keyring, controller, ...space }))
  if (tokens.length === 0 && spaces.length > 0)
    throw unusable('/filter/identifier/value', 'has no canonical form')
  return tokens.flatMap(({ hash, older }) => [hash, ...older])
}

/**
 * The tokens of many identifiers of one controller, with one look at what they have in common.
 *
 * @returns in their order; none for what identifies nobody or has no canonical form
 * @throws {ConduitError} `invalid`, `not_found`: an id of an integration that is none
 */
export async function lookUpManyTokens(
  context: GraphContext,
  controllerId: string,
  sought: readonly SoughtIdentifier[],
): Promise<readonly (readonly KeyedHash[])[]> {
  const { keyring, database } = context.services
  const controller = await findController(database, controllerId)
  if (controller === null) throw new ConduitError('not_found')
  const hasAccounts = sought.some(({ category }) => category === 'account_id')
  const spaces = hasAccounts ? await nameSpacesOf(context, controllerId, null) : []
  return sought.map(({ category, value, integrationId }, index) => {
    if (category !== 'email' && category !== 'phone' && category !== 'account_id') return []
    const pointer = `/input/consents/${index}/integrationId`
    const only = optionalId(context, 'integration', integrationId, pointer)
    const own =
      category === 'account_id'
        ? spaces.filter(({ id }) => only === undefined || id === only)
        : [{ adapter: '', namespace: '' }]
    return own.flatMap(({ adapter, namespace }) =>
      tokensOf({ category, value }, { keyring, controller, adapter, namespace }).flatMap(
        ({ hash, older }) => [hash, ...older],
      ),
    )
  })
}

/** Keyed hashes of a platform's event id, for each controller and each key of the ring. */
export async function eventHashesOf(
  context: GraphContext,
  controllerIds: readonly string[],
  eventId: string,
): Promise<readonly KeyedHash[]> {
  const { keyring, database } = context.services
  const hashes: KeyedHash[] = []
  for (const controllerId of controllerIds) {
    const controller = await findController(database, controllerId)
    if (controller !== null) hashes.push(...eventHashes(keyring, controller, eventId))
  }
  return hashes
}

function identifierOf({ category, value }: SoughtIdentifier): Identifier {
  if (category === 'email' || category === 'phone' || category === 'account_id')
    return { category, value }
  throw unusable('/filter/identifier/category', 'must be email, phone or account_id')
}

/** Where platform ids may be unique: the accounts of each integration, and the integration itself. */
async function nameSpacesOf(context: GraphContext, controllerId: string, only: string | null) {
  const integrations = await integrationsOf(context, controllerId)
  return integrations
    .filter(({ id }) => only === null || id === only)
    .flatMap(({ adapter, accounts, id }) =>
      [...accounts.map(({ account }) => account), id].map(namespace => ({
        id,
        adapter,
        namespace,
      })),
    )
}

async function integrationsOf(
  { services }: GraphContext,
  controllerId: string,
): Promise<readonly IntegrationNode[]> {
  const found: IntegrationNode[] = []
  for (let after: string | undefined; ; ) {
    const filter = { controllerIds: [controllerId], withRemoved: true }
    const page = await listIntegrations(services.database, filter, { first: 100, after })
    found.push(...page.edges.map(({ node }) => node))
    after = page.pageInfo.endCursor ?? undefined
    if (!page.pageInfo.hasNextPage) return found
  }
}

function unusable(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', { reason: 'not an identifier', faults: [{ pointer, detail }] })
}

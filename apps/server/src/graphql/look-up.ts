import { ConduitError, type Identifier } from '@conduit/core'

import { decodeId, eventHashes, type PersonToken, tokensOf } from '@conduit/core/host'

import { findController, type IntegrationNode, listIntegrations } from '@conduit/db'
import type { KeyedHash } from '@conduit/privacy'
import type { GraphContext } from './context.ts'
import { refOf } from './scope.ts'
import { whyUnusable } from './why-unusable.ts'

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
    throw unusable('/filter/identifier/value', whyUnusable(identifier, controller))
  return tokens.flatMap(({ hash, older }) => [hash, ...older])
}

/** The tokens of an identifier; none: why nobody can be found by it, `its email has no @`. */
export interface SoughtTokens {
  readonly tokens: readonly KeyedHash[]
  /** Those that are made with the active key, one for each name space. */
  readonly active: readonly PersonToken[]
  /** One that stays the same when keys are rotated or integrations are added. */
  readonly name: KeyedHash | null
  /** It is a mailbox of many: `info@example.com`. */
  readonly isShared: boolean
  readonly fault: string | null
}

/**
 * The tokens of many identifiers of one controller, with one look at what they have in common.
 *
 * @returns in their order
 * @throws {ConduitError} `not_found`: no such controller
 */
export async function lookUpManyTokens(
  context: GraphContext,
  controllerId: string,
  sought: readonly SoughtIdentifier[],
): Promise<readonly SoughtTokens[]> {
  const { keyring, database } = context.services
  const controller = await findController(database, controllerId)
  if (controller === null) throw new ConduitError('not_found')
  const hasAccounts = sought.some(({ category }) => category === 'account_id')
  const spaces = hasAccounts ? await nameSpacesOf(context, controllerId, null) : []
  return sought.map(({ category, value, integrationId }) => {
    const only = integrationId == null ? null : decodeId('integration', integrationId)
    if (integrationId != null && only?.controllerId !== controllerId)
      return unfound('its integration is none of the controller')
    const own =
      category === 'account_id'
        ? spaces.filter(({ id }) => only === null || id === only.id)
        : [{ adapter: '', namespace: '' }]
    if (own.length === 0) return unfound('its account_id is of no integration')
    const inSpace = (space: { readonly adapter: string; readonly namespace: string }) =>
      isIdentifying(category)
        ? tokensOf({ category, value }, { keyring, controller, ...space })
        : []
    const tokens = own.flatMap(inSpace)
    if (tokens.length === 0)
      return unfound(`its ${category} ${whyUnusable({ category, value }, controller)}`)
    const [named] = inSpace({ adapter: 'any', namespace: integrationId ?? 'any' })
    return {
      tokens: tokens.flatMap(({ hash, older }) => [hash, ...older]),
      active: tokens,
      name: named === undefined ? null : (named.older.at(-1) ?? named.hash),
      isShared: tokens.some(token => token.isShared),
      fault: null,
    }
  })
}

function unfound(fault: string): SoughtTokens {
  return { tokens: [], active: [], name: null, isShared: false, fault }
}

function isIdentifying(category: string): category is Identifier['category'] {
  return category === 'email' || category === 'phone' || category === 'account_id'
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
  if (isIdentifying(category)) return { category, value }
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

import { refOf } from '@conduit/core/host'
import {
  type Actor,
  type ApiKeyHolder,
  type ControllerNode,
  type DeliveryNode,
  type IntegrationNode,
  listControllers,
  listDeliveries,
  listIntegrations,
  listSubjects,
  type OpenedIntegration,
  openIntegration,
  type Page,
  type SubjectNode,
} from '@conduit/db'
import {
  type ConsentNode,
  listPurposes,
  loadConsents,
  mappingsOf,
  type PurposeMappingNode,
  type PurposeNode,
} from '@conduit/db/consents'
import type { Services } from '../services.ts'
import { createLoader, mostAtOnce } from './loader.ts'
import type { LookUpLimit } from './look-up-limit.ts'

/** Names one thing of a controller. */
export interface Ref {
  readonly controllerId: string
  readonly id: string
}

/** What resolvers work with: who asks, and ways to load what belongs to what. */
export interface GraphContext {
  readonly services: Services
  readonly holder: ApiKeyHolder
  readonly actor: Actor
  /** Origin of webhook URLs. */
  readonly origin: string
  readonly limitLookUps: LookUpLimit
  readonly controller: (controllerId: string) => Promise<ControllerNode | null>
  readonly integration: (ref: Ref) => Promise<IntegrationNode | null>
  readonly delivery: (ref: Ref) => Promise<DeliveryNode | null>
  readonly subject: (ref: Ref) => Promise<SubjectNode | null>
  readonly purpose: (ref: Ref) => Promise<PurposeNode | null>
  /** What platforms call a purpose; null: nothing is mapped to it. */
  readonly mappings: (
    ref: Ref,
  ) => Promise<{ readonly mappings: readonly PurposeMappingNode[] } | null>
  /** What a person said of consent; null: nothing. */
  readonly consents: (ref: Ref) => Promise<{ readonly consents: readonly ConsentNode[] } | null>
  /** An integration with its settings and state in clear. */
  readonly opened: (ref: Ref) => Promise<OpenedIntegration | null>
}

const keyOf = ({ controllerId, id }: Ref) => `${controllerId} ${id}`
const all = { first: mostAtOnce }

/** The context of one request. */
export function createContext(
  services: Services,
  holder: ApiKeyHolder,
  origin: string,
  limitLookUps: LookUpLimit,
): GraphContext {
  const { database, keyring } = services
  return {
    services,
    holder,
    actor: { type: 'api_key', id: holder.id },
    origin,
    limitLookUps,
    controller: createLoader(
      id => id,
      async ids => nodesOf(await listControllers(database, ids, all)),
      ({ controllerId }) => controllerId,
    ),
    integration: createLoader(
      keyOf,
      async refs =>
        nodesOf(await listIntegrations(database, { ...named(refs), withRemoved: true }, all)),
      keyOf,
    ),
    delivery: createLoader(
      keyOf,
      async refs => nodesOf(await listDeliveries(database, named(refs), all)),
      keyOf,
    ),
    subject: createLoader(
      keyOf,
      async refs => nodesOf(await listSubjects(database, named(refs), all)),
      keyOf,
    ),
    purpose: createLoader(
      keyOf,
      async refs => nodesOf(await listPurposes(database, named(refs), all)),
      keyOf,
    ),
    mappings: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const found = await mappingsOf(database, controllerIds, ids)
        return refs.map(ref => ({
          ...ref,
          mappings: found.filter(({ purposeId }) => purposeId === ref.id),
        }))
      },
      keyOf,
    ),
    consents: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const found = await loadConsents(database, controllerIds, ids)
        return refs.map(ref => ({ ...ref, consents: found.get(ref.id) ?? [] }))
      },
      keyOf,
    ),
    opened: createLoader(
      keyOf,
      async refs => {
        const open = (ref: Ref) => openIntegration(database, keyring, ref)
        return (await Promise.all(refs.map(open))).filter(opened => opened !== null)
      },
      ({ integration }) => keyOf(refOf(integration)),
    ),
  }
}

function named(refs: readonly Ref[]) {
  return {
    controllerIds: [...new Set(refs.map(({ controllerId }) => controllerId))],
    ids: refs.map(({ id }) => id),
  }
}

function nodesOf<Node>({ edges }: Page<Node>): readonly Node[] {
  return edges.map(({ node }) => node)
}

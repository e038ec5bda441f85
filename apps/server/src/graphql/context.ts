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
import type { Services } from '../services.ts'
import { createLoader } from './loader.ts'

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
  readonly controller: (controllerId: string) => Promise<ControllerNode | null>
  readonly integration: (ref: Ref) => Promise<IntegrationNode | null>
  readonly delivery: (ref: Ref) => Promise<DeliveryNode | null>
  readonly subject: (ref: Ref) => Promise<SubjectNode | null>
  /** An integration with its settings and state in clear. */
  readonly opened: (ref: Ref) => Promise<OpenedIntegration | null>
}

const keyOf = ({ controllerId, id }: Ref) => `${controllerId} ${id}`
const perCall = 100

/** The context of one request. */
export function createContext(
  services: Services,
  holder: ApiKeyHolder,
  origin: string,
): GraphContext {
  const { database, keyring } = services
  const all = { first: perCall }
  return {
    services,
    holder,
    actor: { type: 'api_key', id: holder.id },
    origin,
    controller: createLoader(
      id => id,
      ids =>
        inParts(
          ids,
          part => listControllers(database, part, all),
          node => node.controllerId,
        ),
    ),
    integration: createLoader(keyOf, refs =>
      inParts(
        refs,
        part => listIntegrations(database, { ...named(part), withRemoved: true }, all),
        keyOf,
      ),
    ),
    delivery: createLoader(keyOf, refs =>
      inParts(refs, part => listDeliveries(database, named(part), all), keyOf),
    ),
    subject: createLoader(keyOf, refs =>
      inParts(refs, part => listSubjects(database, named(part), all), keyOf),
    ),
    opened: createLoader(keyOf, async refs => {
      const opened = await Promise.all(
        refs.map(
          async ref =>
            [keyOf(ref), await openIntegration(database, keyring, connectionRef(ref))] as const,
        ),
      )
      return new Map(
        opened.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
      )
    }),
  }
}

/** The same integration in the words of the pipeline. */
export function connectionRef({ controllerId, id }: Ref) {
  return { controllerId, connectionId: id }
}

function named(refs: readonly Ref[]) {
  return {
    controllerIds: [...new Set(refs.map(({ controllerId }) => controllerId))],
    ids: refs.map(({ id }) => id),
  }
}

async function inParts<Key, Node>(
  keys: readonly Key[],
  list: (part: readonly Key[]) => Promise<Page<Node>>,
  textOf: (node: Node) => string,
): Promise<ReadonlyMap<string, Node>> {
  const found = new Map<string, Node>()
  for (let start = 0; start < keys.length; start += perCall) {
    const { edges } = await list(keys.slice(start, start + perCall))
    for (const { node } of edges) found.set(textOf(node), node)
  }
  return found
}

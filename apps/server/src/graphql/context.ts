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
import { hitsOfSuppressions, type IntegrationHits } from '@conduit/db/erasure'
import {
  type ExportNode,
  type ExportSourceNode,
  exportsById,
  exportsOfRequests,
  sourcesOfExports,
} from '@conduit/db/exports'
import { type NoticeNode, noticesOfRequests } from '@conduit/db/notices'
import {
  activityCounts,
  identifiersOf,
  type KindOfData,
  kindsOfData,
  type LinkNode,
  linksOf,
  type MergedSubject,
  mergedInto,
  type Restriction,
  restrictionsOf,
  type SubjectIdentifier,
  sharedShortNames,
  subjectsById,
} from '@conduit/db/people'
import { type PropagationNode, propagationsOf, verifiedPlaces } from '@conduit/db/propagations'
import {
  type LookupNode,
  lookupsOfRedactions,
  type ReceiptNode,
  type RedactionNode,
  receiptsOfRedactions,
  receiptsOfTasks,
  redactionsById,
  redactionsOfRequests,
  type TaskNode,
  tasksOfRedactions,
} from '@conduit/db/redactions'
import {
  listRequests,
  possibleDuplicates,
  possiblePeople,
  type RequestEventNode,
  type RequestNode,
  requestEvents,
  requestsOfSubjects,
} from '@conduit/db/requests'
import { type HoldNode, loadHolds } from '@conduit/db/retention'
import type { Services } from '../services.ts'
import { createLoader, mostAtOnce } from './loader.ts'
import type { LookUpLimit } from './look-up-limit.ts'
import type { OpenStream } from './open-stream.ts'

/** Names one thing of a controller. */
export interface Ref {
  readonly controllerId: string
  readonly id: string
}

/** What belongs to a thing. */
interface Of<Found> extends Ref {
  readonly found: Found
}

/** What resolvers work with: who asks, and ways to load what belongs to what. */
export interface GraphContext {
  readonly services: Services
  readonly holder: ApiKeyHolder
  readonly actor: Actor
  /** Origin of webhook URLs. */
  readonly origin: string
  readonly limitLookUps: LookUpLimit
  /** Whoever subscribes; null: it is one question and one answer. */
  readonly stream: OpenStream | null
  readonly controller: (controllerId: string) => Promise<ControllerNode | null>
  readonly integration: (ref: Ref) => Promise<IntegrationNode | null>
  readonly delivery: (ref: Ref) => Promise<DeliveryNode | null>
  /** A person; of a member, the whole of it. */
  readonly subject: (ref: Ref) => Promise<SubjectNode | null>
  readonly purpose: (ref: Ref) => Promise<PurposeNode | null>
  /** What platforms call a purpose; null: nothing is mapped to it. */
  readonly mappings: (
    ref: Ref,
  ) => Promise<{ readonly mappings: readonly PurposeMappingNode[] } | null>
  /** What a person said of consent; null: nothing. */
  readonly consents: (ref: Ref) => Promise<{ readonly consents: readonly ConsentNode[] } | null>
  /** What platforms are told of a person's decisions. */
  readonly propagations: (ref: Ref) => Promise<readonly PropagationNode[]>
  /** Integrations at which proven events named an object of a person. */
  readonly verifiedPlaces: (ref: Ref) => Promise<readonly string[]>
  readonly identifiers: (ref: Ref) => Promise<readonly SubjectIdentifier[]>
  /** How many activities speak of a person. */
  readonly activityCount: (ref: Ref) => Promise<number>
  readonly kindsOfData: (ref: Ref) => Promise<readonly KindOfData[]>
  /** Who a person may be one with. */
  readonly links: (ref: Ref) => Promise<readonly LinkNode[]>
  /** Who was merged into a person. */
  readonly merged: (ref: Ref) => Promise<readonly MergedSubject[]>
  readonly restrictions: (ref: Ref) => Promise<readonly Restriction[]>
  readonly isShortNameShared: (ref: Ref) => Promise<boolean>
  readonly request: (ref: Ref) => Promise<RequestNode | null>
  /** What happened to a request. */
  readonly requestEvents: (ref: Ref) => Promise<Of<readonly RequestEventNode[]> | null>
  /** Who is known by what a request names its person by. */
  readonly possiblePeople: (ref: Ref) => Promise<Of<readonly string[]> | null>
  readonly possibleDuplicates: (request: RequestNode) => Promise<Of<readonly RequestNode[]> | null>
  /** What a person asks. */
  readonly requestsOf: (ref: Ref) => Promise<Of<readonly RequestNode[]> | null>
  readonly dataExport: (ref: Ref) => Promise<ExportNode | null>
  /** Copies that were made for a request, and what became of each integration of a copy. */
  readonly exportsOf: (ref: Ref) => Promise<Of<readonly ExportNode[]> | null>
  readonly exportSources: (ref: Ref) => Promise<Of<readonly ExportSourceNode[]> | null>
  readonly redaction: (ref: Ref) => Promise<RedactionNode | null>
  /** Erasures that were planned for a request; what was asked for one, and what is done. */
  readonly redactionsOf: (ref: Ref) => Promise<readonly RedactionNode[]>
  readonly notices: (ref: Ref) => Promise<readonly NoticeNode[]>
  readonly redactionLookups: (ref: Ref) => Promise<readonly LookupNode[]>
  readonly redactionTasks: (ref: Ref) => Promise<readonly TaskNode[]>
  /** What a redaction, or a task of one, came to when it ended last; null: it has not ended. */
  readonly redactionReceipt: (ref: Ref) => Promise<ReceiptNode | null>
  readonly taskReceipt: (ref: Ref) => Promise<ReceiptNode | null>
  /** Which integrations showed a suppressed identifier. */
  readonly suppressionHits: (ref: Ref) => Promise<readonly IntegrationHits[]>
  /** Legal holds that name a person; null: none. */
  readonly holds: (ref: Ref) => Promise<{ readonly holds: readonly HoldNode[] } | null>
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
  stream: OpenStream | null,
): GraphContext {
  const { database, keyring } = services
  return {
    services,
    holder,
    actor: { type: 'api_key', id: holder.id },
    origin,
    limitLookUps,
    stream,
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
    subject: valueLoader<SubjectNode | null>(refs => subjectsById(database, refs), null),
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
    propagations: listLoader(refs => propagationsOf(database, refs)),
    verifiedPlaces: listLoader(refs => verifiedPlaces(database, refs)),
    identifiers: listLoader(refs => identifiersOf(database, refs)),
    activityCount: valueLoader(refs => activityCounts(database, refs), 0),
    kindsOfData: listLoader(refs => kindsOfData(database, refs)),
    links: listLoader(refs => linksOf(database, refs)),
    merged: listLoader(refs => mergedInto(database, refs)),
    restrictions: listLoader(refs => restrictionsOf(database, refs)),
    isShortNameShared: valueLoader(async refs => {
      const shared = await sharedShortNames(database, refs)
      return new Map([...shared].map(id => [id, true]))
    }, false),
    request: createLoader(
      keyOf,
      async refs => nodesOf(await listRequests(database, named(refs), all)),
      keyOf,
    ),
    requestEvents: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const events = await requestEvents(database, controllerIds, ids)
        return refs.map(ref => ({
          ...ref,
          found: events.filter(({ requestId }) => requestId === ref.id),
        }))
      },
      keyOf,
    ),
    possiblePeople: createLoader(
      keyOf,
      async refs => {
        const people = await possiblePeople(database, refs)
        return refs.map(ref => ({ ...ref, found: people.get(ref.id) ?? [] }))
      },
      keyOf,
    ),
    possibleDuplicates: createLoader<RequestNode, Of<readonly RequestNode[]>>(
      keyOf,
      async requests => {
        const found = await possibleDuplicates(database, requests)
        return requests.map(({ controllerId, id }) => ({
          ...{ controllerId, id, found: found.get(id) ?? [] },
        }))
      },
      keyOf,
    ),
    requestsOf: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const found = await requestsOfSubjects(database, controllerIds, ids)
        return refs.map(ref => ({ ...ref, found: found.get(ref.id) ?? [] }))
      },
      keyOf,
    ),
    dataExport: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        return await exportsById(database, controllerIds, ids)
      },
      keyOf,
    ),
    exportsOf: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const copies = await exportsOfRequests(database, controllerIds, ids)
        return refs.map(ref => ({
          ...ref,
          found: copies.filter(({ requestId }) => requestId === ref.id),
        }))
      },
      keyOf,
    ),
    exportSources: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const sources = await sourcesOfExports(database, controllerIds, ids)
        return refs.map(ref => ({
          ...ref,
          found: sources.filter(({ exportId }) => exportId === ref.id),
        }))
      },
      keyOf,
    ),
    redaction: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        return await redactionsById(database, controllerIds, ids)
      },
      keyOf,
    ),
    redactionsOf: listLoader(async refs => {
      const { controllerIds, ids } = named(refs)
      const found = await redactionsOfRequests(database, controllerIds, ids)
      return grouped(found, ({ requestId }) => requestId)
    }),
    notices: listLoader(async refs => {
      const { controllerIds, ids } = named(refs)
      const found = await noticesOfRequests(database, controllerIds, ids)
      return grouped(found, ({ requestId }) => requestId)
    }),
    redactionLookups: listLoader(async refs => {
      const { controllerIds, ids } = named(refs)
      const found = await lookupsOfRedactions(database, controllerIds, ids)
      return grouped(found, ({ redactionId }) => redactionId)
    }),
    redactionTasks: listLoader(async refs => {
      const { controllerIds, ids } = named(refs)
      const found = await tasksOfRedactions(database, controllerIds, ids)
      return grouped(found, ({ redactionId }) => redactionId)
    }),
    redactionReceipt: createLoader(
      keyOf,
      refs => {
        const { controllerIds, ids } = named(refs)
        return receiptsOfRedactions(database, controllerIds, ids)
      },
      ({ controllerId, redactionId: id }) => keyOf({ controllerId, id }),
    ),
    taskReceipt: createLoader(
      keyOf,
      refs => {
        const { controllerIds, ids } = named(refs)
        return receiptsOfTasks(database, controllerIds, ids)
      },
      ({ controllerId, taskId }) => keyOf({ controllerId, id: taskId ?? '' }),
    ),
    suppressionHits: valueLoader(async refs => {
      const { controllerIds, ids } = named(refs)
      return await hitsOfSuppressions(database, controllerIds, ids)
    }, []),
    holds: createLoader(
      keyOf,
      async refs => {
        const { controllerIds, ids } = named(refs)
        const found = await loadHolds(database, controllerIds, ids)
        return refs.map(ref => ({ ...ref, holds: found.get(ref.id) ?? [] }))
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

/** Loads what is found of rows, by their ids; of which nothing is found, `otherwise` stands. */
function valueLoader<Value>(
  load: (refs: readonly Ref[]) => Promise<ReadonlyMap<string, Value>>,
  otherwise: Value,
): (ref: Ref) => Promise<Value> {
  const loader = createLoader(
    keyOf,
    async (refs: readonly Ref[]) => {
      const found = await load(refs)
      return refs.map(ref => ({ ...ref, value: found.get(ref.id) ?? otherwise }))
    },
    keyOf,
  )
  return async ref => (await loader(ref))?.value ?? otherwise
}

/** The same of what there are several of. */
function listLoader<Value>(
  load: (refs: readonly Ref[]) => Promise<ReadonlyMap<string, readonly Value[]>>,
): (ref: Ref) => Promise<readonly Value[]> {
  return valueLoader(load, [])
}

/** What belongs to a thing, by its id, in the order in which it is found. */
function grouped<Found>(
  found: readonly Found[],
  idOf: (each: Found) => string,
): ReadonlyMap<string, readonly Found[]> {
  const groups = new Map<string, Found[]>()
  for (const each of found) {
    const group = groups.get(idOf(each)) ?? []
    group.push(each)
    groups.set(idOf(each), group)
  }
  return groups
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

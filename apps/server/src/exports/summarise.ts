import { consentState, encodeId } from '@conduit/core/host'
import { type IntegrationNode, listControllers } from '@conduit/db'
import { type ConsentNode, loadConsents } from '@conduit/db/consents'
import type { CollectedSource, Collection } from '@conduit/db/exports'
import { kindsOfData, subjectsById } from '@conduit/db/people'
import { listEntries, type ProcessingEntryNode } from '@conduit/db/processing-record'
import { type RequestNode, requestsOfSubjects } from '@conduit/db/requests'
import type { Services } from '../services.ts'
import { integrationNode } from './ask-platform.ts'
import type { ExportDocument, ExportSummary } from './export-format.ts'

/** Sums up a copy whose platforms were asked: all of it but activities and documents. */
export async function summarise(
  services: Services,
  collection: Collection,
): Promise<ExportSummary> {
  const { database, clock } = services
  const { row, request, named } = collection
  const { controllerId, id, subjectId } = row
  const { edges } = await listControllers(database, [controllerId], { first: 1 })
  const subjects = await subjectsById(database, [{ controllerId, id: subjectId }])
  const entries = await listEntries(database, controllerId, 'controller')
  const included = new Set(
    collection.sources.filter(each => each.isIncluded).map(each => each.integrationId),
  )
  const consents = await loadConsents(database, [controllerId], [subjectId])
  const requests = await requestsOfSubjects(database, [controllerId], [subjectId])
  return {
    format: 'conduit-copy/1',
    controller: { name: edges[0]?.node.name ?? '', contacts: contactsOf(entries) },
    request: { ...shownRequest(request), identityCheckedAt: textOf(request.verifiedAt) },
    copy: {
      id: encodeId('export', controllerId, id),
      begunAt: row.createdAt.toISOString(),
      collectedAt: clock().toISOString(),
    },
    person: {
      shortName: subjects.get(subjectId)?.shortName ?? '',
      namedBy: named.map(({ category, value }) => ({ category, value })),
      identifiers: collection.known
        .filter(({ token }) => collection.tokens.has(token))
        .map(({ kind, integrationId, firstSeen }) => ({
          category: kind,
          integrationId: encodeId('integration', controllerId, integrationId),
          firstSeen: firstSeen.toISOString(),
        })),
    },
    leftOut: leftOutOf(collection),
    requests: (requests.get(subjectId) ?? []).map(each => ({
      ...{ ...shownRequest(each), status: each.status, closedAt: textOf(each.closedAt) },
    })),
    consents: (consents.get(subjectId) ?? []).flatMap(each => exportedConsent(each, included)),
    processing: entries
      .filter(({ integrationIds }) => integrationIds.some(each => included.has(each)))
      .map(exportedEntry),
    platforms: await platformsOf(services, collection),
  }
}

function shownRequest({ controllerId, id, type, receivedAt, rule }: RequestNode) {
  return {
    ...{ id: encodeId('request', controllerId, id), type },
    receivedAt: receivedAt.toISOString(),
    receivedOn: rule.received,
  }
}

function contactsOf(entries: readonly ProcessingEntryNode[]): string[] {
  return [
    ...new Set(
      entries.flatMap(({ contact, dpoContact }) => [contact ?? [], dpoContact ?? []].flat()),
    ),
  ]
}

type LeftOut = ExportDocument['leftOut'][number]

function leftOutOf({ row: { controllerId }, known, tokens, sources }: Collection): LeftOut[] {
  const idOf = (integrationId: string) => encodeId('integration', controllerId, integrationId)
  const others = known.filter(({ token }) => !tokens.has(token))
  const identifiers = (reason: 'not_proven' | 'unsigned', isVerified: boolean): LeftOut[] => {
    const counts = new Map<string, number>()
    for (const each of others)
      if (each.isVerified === isVerified)
        counts.set(each.integrationId, (counts.get(each.integrationId) ?? 0) + 1)
    const inOrder = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))
    return inOrder.map(([integrationId, count]) => {
      return { what: 'identifiers', integrationId: idOf(integrationId), count, reason }
    })
  }
  const ofSources = sources.flatMap(
    ({ integrationId, isIncluded, leftOut, recordsLeftOut }): LeftOut[] => [
      {
        ...{ what: 'records', integrationId: idOf(integrationId), count: recordsLeftOut },
        reason: isIncluded ? 'too_much' : 'not_proven',
      },
      { what: 'objects', integrationId: idOf(integrationId), count: leftOut, reason: 'too_much' },
    ],
  )
  return [
    ...identifiers('not_proven', true),
    ...identifiers('unsigned', false),
    ...ofSources.filter(({ count }) => count > 0),
  ]
}

type ExportedConsent = ExportDocument['consents'][number]

/** What was said where the person is not proven is left out, and what holds is told by the rest. */
function exportedConsent(
  { controllerId, channel, purpose, history }: ConsentNode,
  included: ReadonlySet<string>,
): ExportedConsent[] {
  const own = history.filter(
    ({ integrationId }) => integrationId === null || included.has(integrationId),
  )
  const found = consentState(own)
  if (found === null) return []
  return [
    {
      ...{ channel, purpose: own.length === history.length ? purpose : found.statement.purpose },
      ...{ state: found.state, since: textOf(found.since) },
      history: found.history.map(each => ({
        ...{ state: each.state, saidAt: textOf(each.saidAt), purpose: each.purpose },
        recordedAt: each.recordedAt.toISOString(),
        integrationId:
          each.integrationId === null
            ? null
            : encodeId('integration', controllerId, each.integrationId),
        ...{ legalBasis: each.legalBasis, givenThrough: each.givenThrough },
        ...{ method: each.method, verification: each.verification },
      })),
    },
  ]
}

function exportedEntry(entry: ProcessingEntryNode): ExportDocument['processing'][number] {
  const { controllerId, name, purposes, legalBasis, categories, recipients, retention } = entry
  return {
    ...{ name, purposes, legalBasis, categories: [...categories], recipients, retention },
    transfers: entry.transfers.map(({ country, recipient }) => ({ country, recipient })),
    integrationIds: entry.integrationIds.map(each => encodeId('integration', controllerId, each)),
  }
}

async function platformsOf(
  services: Services,
  { row: { controllerId, subjectId }, sources }: Collection,
): Promise<ExportSummary['platforms']> {
  const kinds = await kindsOfData(services.database, [{ controllerId, id: subjectId }])
  const own = kinds.get(subjectId) ?? []
  const platforms = []
  for (const source of sources) {
    const { integrationId, isIncluded } = source
    const node = await integrationNode(services, { controllerId, id: integrationId })
    platforms.push({
      ...platformOf(services, source, node),
      kindsOfData: own
        .filter(each => isIncluded && each.integrationId === integrationId)
        .map(({ category, count, lastAt }) => {
          return { category, activities: count, lastAt: lastAt.toISOString() }
        }),
    })
  }
  return platforms
}

function platformOf(
  { adapters }: Services,
  { controllerId, integrationId, outcome, reason }: CollectedSource,
  node: IntegrationNode | null,
) {
  const name = node?.adapter ?? ''
  return {
    integrationId: encodeId('integration', controllerId, integrationId),
    platform: adapters.get(name)?.adapter.title ?? name,
    label: node?.label ?? '',
    // It is summed up when nothing waits any more.
    outcome: outcome === 'waiting' ? ('failed' as const) : outcome,
    reason,
  }
}

function textOf(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

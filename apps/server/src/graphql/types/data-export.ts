import { encodeId } from '@conduit/core/host'
import {
  type ExportNode,
  type ExportPlan,
  type ExportSourceNode,
  exportPlan,
  isOver,
  type PlannedIdentifier,
} from '@conduit/db/exports'
import { openPlatform } from '../../platforms/open-platform.ts'
import { builder } from '../builder.ts'
import type { GraphContext, Ref } from '../context.ts'
import { PiiCategory } from '../enums.ts'
import { upTo } from '../query-limits.ts'
import { DateTime } from '../scalars.ts'
import { lengthOf } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'
import { DataSubjectRequest } from './request.ts'

const DataExportStatus = builder.enumType('DataExportStatus', {
  values: {
    collecting: {},
    ready: { description: 'It can be had, by a link.' },
    failed: { description: 'Its reason says why; nothing is kept of it.' },
    expired: { description: 'Its time is over; nothing is kept of it.' },
    deleted: {
      description: 'By somebody, or because its request was ended or is checked anew.',
    },
  } as const,
})

const DataExportOutcome = builder.enumType('DataExportOutcome', {
  description: 'What became of asking a platform for a copy.',
  values: {
    waiting: {},
    read: {},
    nothing_found: {},
    cannot_be_read: { description: 'Its reason says why.' },
    left_out: {
      description: 'Something is on record here, and it is not proven that it is of who asks.',
    },
    failed: { description: 'Five times, or for a reason that does not pass.' },
  } as const,
})

const ExportObstacle = builder.enumType('ExportObstacle', {
  description: 'Why no copy can be made for a request as it stands.',
  values: {
    request_closed: {},
    wrong_type: { description: 'The person asks neither for access nor for portability.' },
    person_not_confirmed: { description: 'See `Mutation.confirmRequestPerson`.' },
    identity_not_verified: { description: 'See `Mutation.verifyRequestIdentity`.' },
    person_erased: {},
    copy_exists: { description: 'One is collected, or can be had: delete it first.' },
  } as const,
})

const PlannedIdentifierType = builder.objectRef<PlannedIdentifier>('PlannedIdentifier').implement({
  description: 'An identifier of the person, as a keyed hash.',
  fields: t => ({
    id: t.exposeID('token', {
      description: 'That of `IdentifierToken.token`; `createDataExport` takes it as a yes.',
    }),
    category: t.expose('category', { type: PiiCategory }),
    integration: t.field({
      type: Integration,
      description: 'The one that showed it first.',
      resolve: integrationOf,
    }),
    firstSeen: t.expose('firstSeen', { type: DateTime }),
    isProven: t.exposeBoolean('isProven', {
      description: 'The request named it. Each other one needs a yes, or is left out.',
    }),
  }),
})

/** An integration of a plan. */
interface PlannedIntegrationNode extends Ref {
  /** Null: it can be read. */
  readonly reason: string | null
}

const PlannedIntegration = builder
  .objectRef<PlannedIntegrationNode>('PlannedIntegration')
  .implement({
    description: 'An integration whose platform would be asked.',
    fields: t => ({
      integration: t.field({
        type: Integration,
        resolve: ({ controllerId, id }, args, context) =>
          integrationOf({ controllerId, integrationId: id }, args, context),
      }),
      canBeRead: t.boolean({ resolve: ({ reason }) => reason === null }),
      reason: t.exposeString('reason', {
        nullable: true,
        description:
          'Why not: `removed`, `disabled`, `adapter_missing`, `not_supported`, `no_access`, `adapter_failed`.',
      }),
    }),
  })

export const ExportPlanType = builder.objectRef<ExportPlan>('ExportPlan').implement({
  description: 'What a copy for a request would be made of.',
  fields: t => ({
    identifiers: t.field({
      type: [PlannedIdentifierType],
      complexity: upTo(10),
      resolve: ({ identifiers }) => [...identifiers],
    }),
    unverified: t.exposeInt('unverified', {
      description: 'Identifiers that unsigned events alone have shown: they count for nothing.',
    }),
    integrations: t.field({
      type: [PlannedIntegration],
      complexity: upTo(10),
      resolve: ({ controllerId, integrationIds }, _args, context) =>
        Promise.all(integrationIds.map(id => planned(context, { controllerId, id }))),
    }),
    obstacles: t.field({ type: [ExportObstacle], resolve: ({ obstacles }) => [...obstacles] }),
  }),
})

async function planned(context: GraphContext, ref: Ref): Promise<PlannedIntegrationNode> {
  const node = await context.integration(ref)
  const opened = node === null ? 'removed' : await openPlatform(context.services, node, 'export')
  return { ...ref, reason: typeof opened === 'string' ? opened : null }
}

const DataExportSource = builder.objectRef<ExportSourceNode>('DataExportSource').implement({
  description: 'What became of one integration of a copy.',
  fields: t => ({
    integration: t.field({ type: Integration, resolve: integrationOf }),
    outcome: t.expose('outcome', { type: DataExportOutcome }),
    reason: t.exposeString('reason', {
      nullable: true,
      description:
        'A word: of `PlannedIntegration.reason`, `rate_limited`, `upstream_error`, `auth_failed`, `not_proven`, `nothing_to_ask_by`.',
    }),
    documents: t.exposeInt('documents', { description: 'Objects of the platform that are in.' }),
    documentsLeftOut: t.exposeInt('leftOut', { description: 'Those that did not fit.' }),
    records: t.exposeInt('records', {
      description: 'Activities and statements of consent that are in.',
    }),
    recordsLeftOut: t.exposeInt('recordsLeftOut', {
      description: 'Those that are not proven to be of who asks, or did not fit.',
    }),
  }),
})

export const DataExport = builder.objectRef<ExportNode>('DataExport').implement({
  description: 'A copy of what is known of a person, and of what platforms hold.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('export', controllerId, id) }),
    status: t.field({
      type: DataExportStatus,
      resolve: (copy, _args, { services }) =>
        isOver(copy, services.clock()) ? 'expired' : copy.status,
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description:
        '`not_in_time`, `person_changed`: merged, separated or erased meanwhile, `request_changed`.',
    }),
    createdAt: t.expose('createdAt', { type: DateTime }),
    readyAt: t.expose('readyAt', { type: DateTime, nullable: true }),
    expiresAt: t.expose('expiresAt', { type: DateTime, nullable: true }),
    bytes: t.exposeInt('bytes', { description: 'Before they are packed.' }),
    downloads: t.exposeInt('downloads'),
    sources: t.field({
      type: [DataExportSource],
      complexity: upTo(10),
      resolve: async ({ controllerId, id }, _args, context) => [
        ...((await context.exportSources({ controllerId, id }))?.found ?? []),
      ],
    }),
  }),
})

/** There is one that can be had at most, and those before it. */
const fewCopies = 5

// Here and not with the rest: a request knows nothing of its copies.
builder.objectFields(DataSubjectRequest, t => ({
  exportPlan: t.field({
    type: ExportPlanType,
    description: 'What a copy of the data of who asks would be made of.',
    complexity: { field: 20, multiplier: 1 },
    resolve: (request, _args, { services }) => exportPlan(services.database, request),
  }),
  dataExports: t.field({
    type: [DataExport],
    description: 'Copies that were made for it, the newest first; twenty can be read.',
    args: { first: t.arg.int({ defaultValue: fewCopies, description: '1 to 100.' }) },
    resolve: async ({ controllerId, id }, { first }, context) => {
      const length = lengthOf(first)
      const copies = await context.exportsOf({ controllerId, id })
      return (copies?.found ?? []).slice(0, length)
    },
  }),
}))

import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import { writeAudit } from '@conduit/db'
import type {
  ArticleThirtyRecord as Article,
  Transfer as DataTransfer,
  Drift,
  RecordEntry as Entry,
  ObservedFlow as Flow,
  LeftAsDeclared as Left,
  Observed,
  ProcessingEntryNode,
  Seen,
} from '@conduit/db/processing-record'
import type { PiiCategory as Category } from '@conduit/privacy'
import { type RecordNames, recordCsv } from '../../record-of-processing/csv.ts'
import { recordJsonLd } from '../../record-of-processing/json-ld.ts'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { PiiCategory, Verification } from '../enums.ts'
import { DateTime, Json } from '../scalars.ts'
import { DataController } from './controller.ts'
import { Integration, integrationOf } from './integration.ts'
import { LegalBasis } from './purpose.ts'

export const RecordRole = builder.enumType('RecordRole', {
  values: {
    CONTROLLER: { value: 'controller', description: 'Its own processing: Art. 30 (1) GDPR.' },
    PROCESSOR: { value: 'processor', description: 'On behalf of others: Art. 30 (2) GDPR.' },
  } as const,
})

export const SpecialBasis = builder.enumType('SpecialBasis', {
  description: 'Of Art. 9 (2) GDPR.',
  values: [
    'explicit_consent',
    'employment',
    'vital_interests',
    'nonprofit_body',
    'made_public',
    'legal_claims',
    'substantial_public_interest',
    'health_care',
    'public_health',
    'archiving_research',
  ] as const,
})

export const TransferSafeguard = builder.enumType('TransferSafeguard', {
  description: 'What allows a transfer: Art. 45, 46 and 49 GDPR.',
  values: [
    'adequacy_decision',
    'binding_corporate_rules',
    'standard_contractual_clauses',
    'authority_contractual_clauses',
    'code_of_conduct',
    'certification',
    'ad_hoc_clauses',
    'explicit_consent',
    'contract',
    'public_interest',
    'legal_claims',
  ] as const,
})

const DriftKind = builder.enumType('DriftKind', {
  values: {
    seen_not_declared: {},
    declared_not_seen: { description: 'Nothing of it is on record of the last 90 days.' },
  } as const,
})

const Transfer = builder.objectRef<DataTransfer>('Transfer').implement({
  description: 'Data that goes to a country outside of the EU.',
  fields: t => ({
    country: t.exposeString('country', { description: 'ISO 3166-1, two letters.' }),
    recipient: t.exposeString('recipient', { nullable: true }),
    safeguard: t.expose('safeguard', { type: TransferSafeguard, nullable: true }),
  }),
})

const LeftAsDeclared = builder.objectRef<Left>('LeftAsDeclared').implement({
  description: 'A category that is seen, and not declared for a reason.',
  fields: t => ({
    category: t.expose('category', { type: PiiCategory }),
    reason: t.exposeString('reason'),
  }),
})

export const ProcessingEntry = builder.objectRef<ProcessingEntryNode>('ProcessingEntry').implement({
  description: 'What an organisation declares of one kind of processing.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('entry', controllerId, id) }),
    as: t.expose('role', { type: RecordRole }),
    name: t.exposeString('name'),
    integrations: t.field({
      type: [Integration],
      description: 'Where the data comes from.',
      resolve: ({ controllerId, integrationIds }, args, context) =>
        Promise.all(
          integrationIds.map(integrationId =>
            integrationOf({ controllerId, integrationId }, args, context),
          ),
        ),
    }),
    purposes: t.exposeStringList('purposes'),
    legalBasis: t.expose('legalBasis', { type: LegalBasis, nullable: true }),
    specialBasis: t.expose('specialBasis', { type: SpecialBasis, nullable: true }),
    categories: t.field({ type: [PiiCategory], resolve: ({ categories }) => categories }),
    subjectKinds: t.exposeStringList('subjectKinds', { description: '`customers`.' }),
    recipients: t.exposeStringList('recipients'),
    transfers: t.field({ type: [Transfer], resolve: ({ transfers }) => [...transfers] }),
    retention: t.exposeString('retention', { nullable: true }),
    securityMeasures: t.exposeStringList('securityMeasures'),
    contact: t.exposeString('contact', { nullable: true }),
    representative: t.exposeString('representative', { nullable: true }),
    dpoContact: t.exposeString('dpoContact', { nullable: true }),
    jointControllers: t.exposeStringList('jointControllers'),
    clients: t.exposeStringList('clients', {
      description: 'Of a processor: on whose behalf.',
    }),
    dpiaUrl: t.exposeString('dpiaUrl', { nullable: true }),
    leftAsDeclared: t.field({
      type: [LeftAsDeclared],
      resolve: ({ leftAsDeclared }) => [...leftAsDeclared],
    }),
    version: t.exposeInt('version', { description: 'How often it was said, from 1.' }),
    reviewedAt: t.expose('reviewedAt', { type: DateTime, nullable: true }),
    createdAt: t.expose('createdAt', { type: DateTime }),
    updatedAt: t.expose('updatedAt', { type: DateTime }),
  }),
})

const ObservedCategory = builder.objectRef<Seen<Category>>('ObservedCategory').implement({
  fields: t => ({
    category: t.expose('of', { type: PiiCategory }),
    activities: t.exposeInt('activities'),
    firstAt: t.expose('firstAt', { type: DateTime }),
    lastAt: t.expose('lastAt', { type: DateTime }),
  }),
})

const ObservedVerification = builder
  .objectRef<Flow['verifications'][number]>('ObservedVerification')
  .implement({
    fields: t => ({
      verification: t.expose('of', { type: Verification }),
      activities: t.exposeInt('activities'),
    }),
  })

type ToldFlow = Flow & Pick<Observed, 'isWhole'>

export const ObservedFlow = builder.objectRef<ToldFlow>('ObservedFlow').implement({
  description: 'What an integration brought of one meaning.',
  fields: t => ({
    integration: t.field({ type: Integration, resolve: integrationOf }),
    meaning: t.exposeString('meaning', {
      description: '`subject.created`, `consent.withdrawn`, …',
    }),
    activities: t.exposeInt('activities'),
    firstAt: t.expose('firstAt', { type: DateTime }),
    lastAt: t.expose('lastAt', { type: DateTime }),
    isWhole: t.exposeBoolean('isWhole', {
      description: 'False: the integration brought more than was looked at, which is the newest.',
    }),
    categories: t.field({
      type: [ObservedCategory],
      resolve: ({ categories }) => [...categories],
    }),
    verifications: t.field({
      type: [ObservedVerification],
      resolve: ({ verifications }) => [...verifications],
    }),
  }),
})

const RecordDrift = builder
  .objectRef<Drift & { readonly controllerId: string }>('RecordDrift')
  .implement({
    description: 'Where what is declared and what is on record differ.',
    fields: t => ({
      kind: t.expose('kind', { type: DriftKind }),
      category: t.expose('category', { type: PiiCategory }),
      integration: t.field({
        type: Integration,
        nullable: true,
        description: 'Where it is seen; null: nowhere.',
        resolve: ({ controllerId, integrationId }, args, context) =>
          integrationId === null
            ? null
            : integrationOf({ controllerId, integrationId }, args, context),
      }),
    }),
  })

const RecordEntry = builder.objectRef<Entry>('RecordEntry').implement({
  fields: t => ({
    declared: t.field({ type: ProcessingEntry, resolve: ({ declared }) => declared }),
    observed: t.field({ type: [ObservedFlow], resolve: ({ observed }) => flowsIn(observed) }),
    drift: t.field({
      type: [RecordDrift],
      resolve: ({ declared: { controllerId }, drift }) =>
        drift.map(each => ({ ...each, controllerId })),
    }),
  }),
})

/** A query may ask for both, and not for hundreds. */
const exportComplexity = 6_000

export const ArticleThirtyRecord = builder.objectRef<Article>('ArticleThirtyRecord').implement({
  description: 'The record of Art. 30 GDPR: what is declared beside what is seen.',
  fields: t => ({
    dataController: t.field({ type: DataController, resolve: controllerOf }),
    as: t.expose('role', { type: RecordRole }),
    generatedAt: t.expose('generatedAt', { type: DateTime }),
    observedSince: t.expose('observedSince', { type: DateTime }),
    entries: t.field({
      type: [RecordEntry],
      description: 'At most 500.',
      resolve: ({ entries }) => [...entries],
    }),
    undeclared: t.field({
      type: [ObservedFlow],
      description: 'What integrations brought that no entry names.',
      resolve: ({ undeclared }) => flowsIn(undeclared),
    }),
    csv: t.string({
      complexity: exportComplexity,
      description: 'In the columns of the template of the CNIL. That it was asked for is audited.',
      resolve: (record, args, context) => exported('csv', recordCsv, record, args, context),
    }),
    jsonLd: t.field({
      type: Json,
      complexity: exportComplexity,
      description: 'In terms of the Data Privacy Vocabulary 2.3. That it was asked for is audited.',
      resolve: (record, args, context) => exported('jsonld', recordJsonLd, record, args, context),
    }),
  }),
})

/** Flows of integrations, as the API shows them. */
export function flowsIn(observed: readonly Observed[]): ToldFlow[] {
  return observed.flatMap(({ flows, isWhole }) => flows.map(flow => ({ ...flow, isWhole })))
}

async function controllerOf({ controllerId }: Article, _args: unknown, context: GraphContext) {
  const node = await context.controller(controllerId)
  if (node === null) throw new ConduitError('not_found')
  return node
}

async function exported<Document>(
  format: string,
  render: (record: Article, names: RecordNames) => Document,
  record: Article,
  args: unknown,
  context: GraphContext,
): Promise<Document> {
  const document = render(record, await namesOf(record, args, context))
  const noted = notedExports.get(record) ?? new Map<string, Promise<void>>()
  notedExports.set(record, noted)
  const note = noted.get(format) ?? noteExport(format, record, context)
  noted.set(format, note)
  await note
  return document
}

/** What is noted of the records of a query: each format once, whatever it is called there. */
const notedExports = new WeakMap<Article, Map<string, Promise<void>>>()

async function noteExport(
  format: string,
  { controllerId }: Article,
  { actor, services: { database, clock } }: GraphContext,
): Promise<void> {
  await database.transaction(executor =>
    writeAudit(executor, {
      ...{ at: clock(), controllerId, actor, action: 'record.exported' },
      ...{ objectType: 'data_controller', objectId: controllerId, details: { result: format } },
    }),
  )
}

async function namesOf(
  record: Article,
  args: unknown,
  context: GraphContext,
): Promise<RecordNames> {
  const { controllerId, entries, undeclared } = record
  const ids = new Set([
    ...entries.flatMap(({ declared }) => declared.integrationIds),
    ...undeclared.map(({ integrationId }) => integrationId),
  ])
  const found = await Promise.all(
    [...ids].map(integrationId => integrationOf({ controllerId, integrationId }, args, context)),
  )
  const names = new Map(
    found.map(({ id, adapter, label }) => [id, label === '' ? adapter : `${adapter} “${label}”`]),
  )
  const { name, did } = await controllerOf(record, args, context)
  return { organisation: { name, did }, nameOf: id => names.get(id) ?? id }
}

import { ConduitError } from '@conduit/core'
import {
  addSuppressions,
  keepSuppression,
  liftSuppression,
  listSuppressions,
  type SuppressionNode,
} from '@conduit/db/erasure'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import {
  importSuppressions,
  type SuppressionResult,
  suppressedTokens,
  timeFault,
} from '../import-suppressions.ts'
import { lookUpManyTokens } from '../look-up.ts'
import { DateTime } from '../scalars.ts'
import { existingController, refOf } from '../scope.ts'
import { Suppression, SuppressionReason } from '../types/suppression.ts'

const SuppressedIdentifierInput = builder.inputType('SuppressedIdentifierInput', {
  description: 'An identifier. It is hashed; its value is not kept.',
  fields: t => ({
    category: t.field({
      type: PiiCategory,
      required: true,
      description: '`email`, `phone` or `account_id`.',
    }),
    value: t.string({ required: true }),
    integrationId: t.id({
      description: 'Whose `account_id` it is. Without it: of each integration.',
    }),
  }),
})

const AddSuppressionInput = builder.inputType('AddSuppressionInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    identifiers: t.field({
      type: [SuppressedIdentifierInput],
      required: true,
      description: 'Of one person: they are lifted together. At most 20.',
    }),
    reason: t.field({ type: SuppressionReason, required: true, description: 'Not `erased`.' }),
    effectiveFrom: t.field({ type: DateTime, description: 'Default: now.' }),
    expiresAt: t.field({ type: DateTime, description: 'Without it: until it is lifted.' }),
  }),
})

const AddSuppressionPayload = builder
  .objectRef<{ readonly suppressions: readonly SuppressionNode[] }>('AddSuppressionPayload')
  .implement({
    fields: t => ({
      suppressions: t.field({
        type: [Suppression],
        description: 'As they stand on the list now.',
        resolve: ({ suppressions }) => [...suppressions],
      }),
    }),
  })

const ImportedSuppressionInput = builder.inputType('ImportedSuppressionInput', {
  description: 'An identifier to be suppressed. It is hashed; its value is not kept.',
  fields: t => ({
    category: t.field({ type: PiiCategory, required: true }),
    value: t.string({ required: true }),
    integrationId: t.id(),
    effectiveFrom: t.field({ type: DateTime }),
    expiresAt: t.field({ type: DateTime }),
  }),
})

const ImportSuppressionsInput = builder.inputType('ImportSuppressionsInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    isDryRun: t.boolean({ required: true, description: 'Tells what would become of them.' }),
    suppressions: t.field({
      type: [ImportedSuppressionInput],
      required: true,
      description: 'At most 250.',
    }),
  }),
})

const SuppressionImportResult = builder
  .objectRef<SuppressionResult>('SuppressionImportResult')
  .implement({
    description: 'What became of one of them.',
    fields: t => ({
      isSuppressed: t.exposeBoolean('isSuppressed', {
        description: 'It is on the list, now or before; in a dry run: it would be.',
      }),
      detail: t.exposeString('detail', {
        nullable: true,
        description: 'Why it is not, in words without values.',
      }),
    }),
  })

const ImportSuppressionsPayload = builder
  .objectRef<{ readonly results: readonly SuppressionResult[] }>('ImportSuppressionsPayload')
  .implement({
    fields: t => ({
      results: t.field({
        type: [SuppressionImportResult],
        description: 'In their order.',
        resolve: ({ results }) => [...results],
      }),
    }),
  })

const SuppressionPayload = builder
  .objectRef<{ readonly id: string }>('SuppressionPayload')
  .implement({ fields: t => ({ id: t.exposeID('id') }) })

const mostIdentifiers = 20

builder.mutationFields(t => ({
  addSuppression: t.field({
    type: AddSuppressionPayload,
    description: 'Has nothing recorded any more of a person, from when this has answered.',
    args: { input: t.arg({ type: AddSuppressionInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, identifiers, reason, effectiveFrom, expiresAt } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      const { administration, database, clock } = context.services
      const now = clock()
      if (identifiers.length === 0 || identifiers.length > mostIdentifiers)
        throw unusable('/input/identifiers', `must hold 1 to ${mostIdentifiers}`)
      if (reason === 'erased') throw unusable('/input/reason', 'must not be erased')
      const fault = timeFault({ effectiveFrom, expiresAt }, now)
      if (fault !== null) throw unusable('/input', fault)
      const sought = await lookUpManyTokens(context, controllerId, identifiers)
      const bad = sought.findIndex(each => each.fault !== null)
      if (bad >= 0) throw unusable(`/input/identifiers/${bad}`, sought[bad]?.fault ?? '')
      const tokens = sought.flatMap(suppressedTokens)
      const entry = { tokens, reason, effectiveFrom: effectiveFrom ?? now }
      await addSuppressions(administration, context.actor, controllerId, [
        { ...entry, expiresAt: expiresAt ?? null },
      ])
      const filter = { controllerId, tokens: tokens.map(({ token }) => token) }
      const { edges } = await listSuppressions(database, filter, { first: 100 })
      return { suppressions: edges.map(({ node }) => node) }
    },
  }),
  importSuppressions: t.field({
    type: ImportSuppressionsPayload,
    description: 'Suppresses many people, by an identifier each. What cannot be read is left out.',
    args: { input: t.arg({ type: ImportSuppressionsInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, isDryRun, suppressions } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      return { results: await importSuppressions(context, controllerId, suppressions, isDryRun) }
    },
  }),
  liftSuppression: t.field({
    type: SuppressionPayload,
    description:
      'Takes it from the list, with those that were suppressed together with it: what comes from now on is recorded again, of somebody new where the person was erased.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { administration } = context.services
      await liftSuppression(administration, context.actor, refOf(context, 'suppression', id, '/id'))
      return { id }
    },
  }),
  keepSuppression: t.field({
    type: SuppressionPayload,
    description:
      'Says that it stays although the person seems to have come back: only what happens from now on asks again.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { administration } = context.services
      await keepSuppression(administration, context.actor, refOf(context, 'suppression', id, '/id'))
      return { id }
    },
  }),
}))

function unusable(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', { reason: 'not a suppression', faults: [{ pointer, detail }] })
}

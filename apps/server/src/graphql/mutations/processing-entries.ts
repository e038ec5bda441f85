import { ConduitError } from '@conduit/core'
import {
  addEntry,
  type EntryDefinition,
  type ProcessingEntryNode,
  removeEntry,
  updateEntry,
} from '@conduit/db/processing-record'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { existingController, refOf } from '../scope.ts'
import {
  ProcessingEntry,
  RecordRole,
  SpecialBasis,
  TransferSafeguard,
} from '../types/processing-record.ts'
import { LegalBasis } from '../types/purpose.ts'

const TransferInput = builder.inputType('TransferInput', {
  fields: t => ({
    country: t.string({ required: true, description: 'ISO 3166-1, two letters.' }),
    recipient: t.string(),
    safeguard: t.field({ type: TransferSafeguard }),
  }),
})

const LeftAsDeclaredInput = builder.inputType('LeftAsDeclaredInput', {
  fields: t => ({
    category: t.field({ type: PiiCategory, required: true }),
    reason: t.string({ required: true }),
  }),
})

const UpdateProcessingEntryInput = builder.inputType('UpdateProcessingEntryInput', {
  description:
    'What is left out stays as it is. Lists hold 100 at most. It is about organisations: no data of those ' +
    'whose data is processed.',
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    id: t.id({ description: 'Without it: a new one, which needs a name.' }),
    as: t.field({ type: RecordRole, description: 'Of a new one; default: CONTROLLER.' }),
    name: t.string(),
    integrationIds: t.idList(),
    purposes: t.stringList(),
    legalBasis: t.field({ type: LegalBasis }),
    specialBasis: t.field({ type: SpecialBasis }),
    categories: t.field({ type: [PiiCategory] }),
    subjectKinds: t.stringList(),
    recipients: t.stringList(),
    transfers: t.field({ type: [TransferInput] }),
    retention: t.string(),
    securityMeasures: t.stringList(),
    contact: t.string(),
    representative: t.string(),
    dpoContact: t.string(),
    jointControllers: t.stringList(),
    clients: t.stringList(),
    dpiaUrl: t.string(),
    leftAsDeclared: t.field({ type: [LeftAsDeclaredInput] }),
    reviewedAt: t.field({ type: DateTime }),
  }),
})

const ProcessingEntryPayload = builder
  .objectRef<{ readonly entry: ProcessingEntryNode }>('ProcessingEntryPayload')
  .implement({
    fields: t => ({ entry: t.field({ type: ProcessingEntry, resolve: ({ entry }) => entry }) }),
  })

const RemoveProcessingEntryPayload = builder
  .objectRef<{ readonly id: string }>('RemoveProcessingEntryPayload')
  .implement({ fields: t => ({ id: t.exposeID('id') }) })

builder.mutationFields(t => ({
  updateProcessingEntry: t.field({
    type: ProcessingEntryPayload,
    description: 'Declares a kind of processing, or changes what is declared of it.',
    args: { input: t.arg({ type: UpdateProcessingEntryInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, id, as, ...said } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      const { administration } = context.services
      const definition = definitionOf(context, controllerId, said)
      if (id == null) {
        const owner = { controllerId, role: as ?? ('controller' as const) }
        return { entry: await addEntry(administration, context.actor, owner, definition) }
      }
      const ref = refOf(context, 'entry', id, '/input/id')
      if (ref.controllerId !== controllerId) throw new ConduitError('not_found')
      return { entry: await updateEntry(administration, context.actor, ref, definition) }
    },
  }),
  removeProcessingEntry: t.field({
    type: RemoveProcessingEntryPayload,
    description: 'Takes an entry out of the record.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'entry', id, '/id')
      await removeEntry(context.services.administration, context.actor, ref)
      return { id }
    },
  }),
}))

type Said = Omit<typeof UpdateProcessingEntryInput.$inferInput, 'dataControllerId' | 'id' | 'as'>

/** Null empties what may be empty: a list too, and not the name. */
function definitionOf(
  context: GraphContext,
  controllerId: string,
  { integrationIds, transfers, leftAsDeclared, name, ...rest }: Said,
): EntryDefinition {
  const lists = [
    'purposes',
    'categories',
    'subjectKinds',
    'recipients',
    'securityMeasures',
  ] as const
  const names = [...lists, 'jointControllers', 'clients'] as const
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    ...Object.fromEntries(
      given.map(([key, value]) => [
        key,
        value === null && names.some(list => list === key) ? [] : value,
      ]),
    ),
    ...(name != null && { name }),
    ...(integrationIds !== undefined && {
      integrationIds: (integrationIds ?? []).map((id, index) => {
        const ref = refOf(context, 'integration', id, `/input/integrationIds/${index}`)
        if (ref.controllerId !== controllerId) throw new ConduitError('not_found')
        return ref.id
      }),
    }),
    ...(transfers !== undefined && {
      transfers: (transfers ?? []).map(({ country, recipient, safeguard }) => ({
        ...{ country, recipient: recipient ?? null, safeguard: safeguard ?? null },
      })),
    }),
    ...(leftAsDeclared !== undefined && { leftAsDeclared: leftAsDeclared ?? [] }),
  }
}

import { ConduitError } from '@conduit/core'
import {
  type AttestedFault,
  attestedFaults,
  type ConsentNode,
  loadConsents,
  recordConsents,
} from '@conduit/db/consents'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { importConsents } from '../import-consents.ts'
import { DateTime } from '../scalars.ts'
import { refOf } from '../scope.ts'
import { Consent, ConsentMethod, ConsentState } from '../types/consent.ts'

const RecordConsentInput = builder.inputType('RecordConsentInput', {
  fields: t => ({
    dataSubjectId: t.id({ required: true }),
    purposeId: t.id({ required: true }),
    channel: t.string({
      required: true,
      description:
        '`email`, `sms`, `phone`, `post`, `any`, or one that a platform has told of or a mapping names.',
    }),
    state: t.field({ type: ConsentState, required: true }),
    at: t.field({
      type: DateTime,
      required: true,
      description: 'When it was said; not in the future.',
    }),
    method: t.field({ type: ConsentMethod, required: true, description: 'Not `platform`.' }),
    legalBasis: t.string(),
    givenThrough: t.string({ description: 'Which form, which letter. No personal data.' }),
  }),
})

const RecordConsentPayload = builder
  .objectRef<{ readonly consent: ConsentNode }>('RecordConsentPayload')
  .implement({
    fields: t => ({
      consent: t.field({
        type: Consent,
        description: 'As it holds now.',
        resolve: ({ consent }) => consent,
      }),
    }),
  })

const ImportedConsentInput = builder.inputType('ImportedConsentInput', {
  description:
    'What a person said. The identifier is hashed, then looked up; its value is not kept.',
  fields: t => ({
    category: t.field({
      type: PiiCategory,
      required: true,
      description: '`email`, `phone` or `account_id`.',
    }),
    value: t.string({ required: true }),
    integrationId: t.id({ description: 'Whose `account_id` it is.' }),
    purpose: t.string({ required: true, description: 'Name of a purpose of the controller.' }),
    channel: t.string({ required: true, description: 'As of `RecordConsentInput`.' }),
    state: t.field({ type: ConsentState, required: true }),
    at: t.field({ type: DateTime, required: true }),
    givenThrough: t.string(),
  }),
})

const ImportConsentsInput = builder.inputType('ImportConsentsInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    isDryRun: t.boolean({ required: true, description: 'Tells what would become of them.' }),
    consents: t.field({
      type: [ImportedConsentInput],
      required: true,
      description: 'At most 250.',
    }),
  }),
})

const ImportOutcome = builder.enumType('ImportOutcome', {
  values: {
    recorded: { description: 'Recorded, now or before; in a dry run: it would be.' },
    unknown_person: { description: 'Nobody is known by this.' },
    unclear_person: { description: 'Several people are known by this; nobody was chosen.' },
    unknown_purpose: { description: 'The controller has no purpose of this name.' },
    invalid: { description: 'It cannot be read, or it is of the future.' },
  } as const,
})

const ImportResult = builder
  .objectRef<Awaited<ReturnType<typeof importConsents>>[number]>('ImportResult')
  .implement({
    description: 'What became of one of them.',
    fields: t => ({
      outcome: t.expose('outcome', { type: ImportOutcome }),
      detail: t.exposeString('detail', {
        nullable: true,
        description: 'Why it is invalid, in words without values.',
      }),
    }),
  })

const ImportConsentsPayload = builder
  .objectRef<{ readonly results: Awaited<ReturnType<typeof importConsents>> }>(
    'ImportConsentsPayload',
  )
  .implement({
    fields: t => ({
      results: t.field({
        type: [ImportResult],
        description: 'In their order.',
        resolve: ({ results }) => [...results],
      }),
    }),
  })

function notAConsent(faults: readonly AttestedFault[]): ConduitError {
  return new ConduitError('invalid', {
    reason: 'not a consent',
    faults: faults.map(({ member, detail }) => ({ pointer: `/input/${member}`, detail })),
  })
}

builder.mutationFields(t => ({
  recordConsent: t.field({
    type: RecordConsentPayload,
    description: 'Records what a person said elsewhere than at a platform.',
    args: { input: t.arg({ type: RecordConsentInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const subject = refOf(context, 'subject', input.dataSubjectId, '/input/dataSubjectId')
      const purpose = refOf(context, 'purpose', input.purposeId, '/input/purposeId')
      const { controllerId } = subject
      if (purpose.controllerId !== controllerId) throw new ConduitError('not_found')
      const { channel, state, at: saidAt, method, legalBasis, givenThrough } = input
      if (method === 'platform') {
        const faults = [{ pointer: '/input/method', detail: 'must not be platform' }]
        throw new ConduitError('invalid', { reason: 'not a consent', faults })
      }
      const { administration, database } = context.services
      const said = {
        ...{ subjectId: subject.id, purposeId: purpose.id, channel, state, saidAt, method },
        ...(legalBasis != null && { legalBasis }),
        ...(givenThrough != null && { givenThrough }),
      }
      const [faults = []] = await attestedFaults(
        database,
        controllerId,
        [said],
        context.services.clock(),
      )
      if (faults.length > 0) throw notAConsent(faults)
      const { statements } = await recordConsents(administration, context.actor, controllerId, [
        said,
      ])
      const people = await loadConsents(database, [controllerId], [subject.id])
      const consent = [...people.values()]
        .flat()
        .find(each => each.purposeId === purpose.id && each.channel === statements[0]?.channel)
      if (consent === undefined)
        throw new ConduitError('internal', { reason: 'a consent is missing' })
      return { consent }
    },
  }),
  importConsents: t.field({
    type: ImportConsentsPayload,
    description:
      'Records what many people said. Those who are not known, or not clearly, are left out.',
    args: { input: t.arg({ type: ImportConsentsInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, isDryRun, consents } = input
      const pointer = '/input/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      return { results: await importConsents(context, controllerId, consents, isDryRun) }
    },
  }),
}))

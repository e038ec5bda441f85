import { ConduitError } from '@conduit/core'
import type { ConsentNode } from '@conduit/db/consents'
import type { ShownLine } from '../../propagations/plan-propagation.ts'
import { propagateConsent } from '../../propagations/propagate-consent.ts'
import { builder } from '../builder.ts'
import { existingController, refOf } from '../scope.ts'
import { Consent } from '../types/consent.ts'
import { PropagationLine } from '../types/propagation.ts'

const PropagateConsentInput = builder.inputType('PropagateConsentInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    dataSubjectId: t.id({ required: true }),
    channel: t.string({ required: true, description: '`email`, `sms`, `phone`, `post`, `any`.' }),
    purpose: t.string({
      required: true,
      description: 'As `Consent.purpose` says it.',
    }),
    integrationIds: t.idList({
      description: 'Without them: wherever something is known of the person.',
    }),
    isDryRun: t.boolean({ required: true, description: 'Shows the lines, and calls nobody.' }),
  }),
})

const PropagateConsentPayload = builder
  .objectRef<{ readonly consent: ConsentNode; readonly lines: readonly ShownLine[] }>(
    'PropagateConsentPayload',
  )
  .implement({
    fields: t => ({
      consent: t.field({
        type: Consent,
        description: 'What holds, and is told.',
        resolve: ({ consent }) => consent,
      }),
      lines: t.field({
        type: [PropagationLine],
        description: 'At most 500.',
        resolve: ({ lines }) => [...lines],
      }),
    }),
  })

builder.mutationField('propagateConsent', t =>
  t.field({
    type: PropagateConsentPayload,
    description:
      'Has platforms told what holds for a person, a channel and a purpose. It is told by a job, which looks afterwards.',
    args: { input: t.arg({ type: PropagateConsentInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, dataSubjectId, channel, purpose, isDryRun } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      const subject = refOf(context, 'subject', dataSubjectId, '/input/dataSubjectId')
      const integrations = input.integrationIds?.map((id, index) =>
        refOf(context, 'integration', id, `/input/integrationIds/${index}`),
      )
      if ([subject, ...(integrations ?? [])].some(ref => ref.controllerId !== controllerId))
        throw new ConduitError('not_found')
      const integrationIds = integrations && [...new Set(integrations.map(({ id }) => id))]
      const asked = { controllerId, subjectId: subject.id, channel, purpose, integrationIds }
      return await propagateConsent(context.services, context.actor, asked, isDryRun)
    },
  }),
)

import { ConduitError } from '@conduit/core'
import { listActivities, listDeliveries, listQuarantine } from '@conduit/db'
import { type PrivacyMeaning, privacyMeanings } from '@conduit/privacy'
import { builder } from '../builder.ts'
import { DeliveryOutcome } from '../enums.ts'
import { eventHashesOf } from '../look-up.ts'
import { DateTime } from '../scalars.ts'
import { controllerIdsOf, optionalId } from '../scope.ts'
import { ProcessingActivityConnection } from '../types/activity.ts'
import { DeliveryConnection } from '../types/delivery.ts'
import { QuarantineConnection } from '../types/quarantine.ts'

const DeliveryFilter = builder.inputType('DeliveryFilter', {
  fields: t => ({
    dataControllerId: t.id(),
    integrationId: t.id(),
    outcome: t.field({ type: DeliveryOutcome }),
    since: t.field({ type: DateTime }),
  }),
})

const ProcessingActivityFilter = builder.inputType('ProcessingActivityFilter', {
  fields: t => ({
    dataControllerId: t.id(),
    integrationId: t.id(),
    deliveryId: t.id(),
    dataSubjectId: t.id(),
    eventId: t.string({
      description: "The platform's id of the event; it is hashed, then looked up.",
    }),
    meaning: t.string({ description: '`subject.created`, `consent.withdrawn`, …' }),
    since: t.field({ type: DateTime, description: 'Received from this moment on.' }),
    until: t.field({ type: DateTime, description: 'Received before this moment.' }),
  }),
})

const QuarantineFilter = builder.inputType('QuarantineFilter', {
  fields: t => ({ dataControllerId: t.id(), integrationId: t.id() }),
})

builder.queryFields(t => ({
  deliveries: t.field({
    type: DeliveryConnection,
    description: 'The newest first.',
    args: { filter: t.arg({ type: DeliveryFilter }), first: t.arg.int(), after: t.arg.string() },
    resolve: async (_root, { filter, first, after }, context) =>
      await listDeliveries(
        context.services.database,
        {
          controllerIds: await controllerIdsOf(context, filter?.dataControllerId),
          integrationId: optionalId(
            context,
            'integration',
            filter?.integrationId,
            '/filter/integrationId',
          ),
          outcome: filter?.outcome,
          since: filter?.since,
        },
        { first, after },
      ),
  }),
  processingActivities: t.field({
    type: ProcessingActivityConnection,
    description: 'Ordered by delivery, then by position in it.',
    args: {
      filter: t.arg({ type: ProcessingActivityFilter }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: async (_root, { filter, first, after }, context) => {
      const controllerIds = await controllerIdsOf(context, filter?.dataControllerId)
      return await listActivities(
        context.services.database,
        {
          controllerIds,
          integrationId: optionalId(
            context,
            'integration',
            filter?.integrationId,
            '/filter/integrationId',
          ),
          deliveryId: optionalId(context, 'delivery', filter?.deliveryId, '/filter/deliveryId'),
          dataSubjectId: optionalId(
            context,
            'subject',
            filter?.dataSubjectId,
            '/filter/dataSubjectId',
          ),
          eventHashes:
            filter?.eventId == null
              ? null
              : await eventHashesOf(context, controllerIds, filter.eventId),
          meaning: meaningOf(filter?.meaning),
          since: filter?.since,
          until: filter?.until,
        },
        { first, after },
      )
    },
  }),
  quarantine: t.field({
    type: QuarantineConnection,
    description: 'The newest first.',
    args: { filter: t.arg({ type: QuarantineFilter }), first: t.arg.int(), after: t.arg.string() },
    resolve: async (_root, { filter, first, after }, context) =>
      await listQuarantine(
        context.services.database,
        {
          controllerIds: await controllerIdsOf(context, filter?.dataControllerId),
          integrationId: optionalId(
            context,
            'integration',
            filter?.integrationId,
            '/filter/integrationId',
          ),
        },
        { first, after },
      ),
  }),
}))

function meaningOf(text: string | null | undefined): PrivacyMeaning | null {
  if (text == null) return null
  const meaning = privacyMeanings.find(each => each === text)
  if (meaning !== undefined) return meaning
  const detail = `must be one of ${privacyMeanings.join(', ')}`
  throw new ConduitError('invalid', {
    reason: 'not a meaning',
    faults: [{ pointer: '/filter/meaning', detail }],
  })
}

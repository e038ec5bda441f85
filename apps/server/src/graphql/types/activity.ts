import { encodeId } from '@conduit/core/host'
import type { ActivityField, ActivityNode } from '@conduit/db'
import { isRestrictedAt } from '@conduit/db/people'
import { builder } from '../builder.ts'
import { FetchState, PiiCategory, Verification } from '../enums.ts'
import { missing } from '../missing.ts'
import { DateTime } from '../scalars.ts'
import { Delivery } from './delivery.ts'
import { Integration, integrationOf } from './integration.ts'
import { DataSubject } from './subject.ts'

const FieldSource = builder.enumType('FieldSource', {
  values: {
    REQUEST: { value: 'request', description: 'The platform sent it.' },
    FETCHED: { value: 'fetched', description: 'We read it at the platform.' },
  } as const,
})

const PersonalDataField = builder
  .objectRef<ActivityField & { readonly controllerId: string }>('PersonalDataField')
  .implement({
    description: 'A place where personal data stood; the value was not kept.',
    fields: t => ({
      path: t.exposeString('path', { description: 'JSON Pointer into the document.' }),
      category: t.expose('category', { type: PiiCategory }),
      source: t.expose('source', { type: FieldSource }),
      person: t.id({
        nullable: true,
        description: 'Id of the data subject that it belongs to.',
        resolve: ({ controllerId, subjectId }) =>
          subjectId === null ? null : encodeId('subject', controllerId, subjectId),
      }),
    }),
  })

export const ProcessingActivity = builder.objectRef<ActivityNode>('ProcessingActivity').implement({
  description: 'The record of one event.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('activity', controllerId, id) }),
    position: t.exposeInt('position', { description: 'Place in the delivery, from 0.' }),
    delivery: t.field({
      type: Delivery,
      resolve: async ({ controllerId, deliveryId }, _args, context) => {
        const delivery = await context.delivery({ controllerId, id: deliveryId })
        if (delivery === null) throw await missing(context, controllerId, 'a delivery is missing')
        return delivery
      },
    }),
    eventType: t.string({
      description: "The platform's own name of it.",
      resolve: ({ type }) => type,
    }),
    meaning: t.exposeString('meaning', {
      description: '`subject.created`, `consent.withdrawn`, …',
    }),
    scope: t.exposeString('scope', { description: '`person` or `account`.' }),
    account: t.exposeString('account', { nullable: true }),
    occurredAt: t.expose('occurredAt', { type: DateTime, nullable: true }),
    receivedAt: t.expose('receivedAt', { type: DateTime }),
    verification: t.expose('verification', { type: Verification }),
    fetch: t.expose('fetch', { type: FetchState, nullable: true }),
    integration: t.field({ type: Integration, resolve: integrationOf }),
    dataSubjects: t.field({
      type: [DataSubject],
      resolve: async ({ controllerId, subjectIds }, _args, context) => {
        const found = await Promise.all(subjectIds.map(id => context.subject({ controllerId, id })))
        return found.filter(subject => subject !== null)
      },
    }),
    isRestricted: t.boolean({
      description:
        'It came while somebody that it speaks of was restricted: it is kept, and that is all.',
      resolve: async ({ controllerId, subjectIds, receivedAt }, _args, context) => {
        const all = subjectIds.map(id => context.restrictions({ controllerId, id }))
        return (await Promise.all(all)).some(each => isRestrictedAt(each, receivedAt))
      },
    }),
    fields: t.field({
      type: [PersonalDataField],
      resolve: ({ controllerId, fields }) => fields.map(field => ({ ...field, controllerId })),
    }),
  }),
})

export const ProcessingActivityConnection = builder.connectionObject({
  type: ProcessingActivity,
  name: 'ProcessingActivityConnection',
})

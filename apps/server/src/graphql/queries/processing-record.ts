import { articleThirtyRecord, daysBefore, observedFlows } from '@conduit/db/processing-record'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'
import { refOf } from '../scope.ts'
import {
  ArticleThirtyRecord,
  flowsIn,
  ObservedFlow,
  RecordRole,
} from '../types/processing-record.ts'

/** Each looks through many activities: a query may ask for three. */
const complexity = 6_000
const usualDays = 90

builder.queryFields(t => ({
  articleThirtyRecord: t.field({
    type: ArticleThirtyRecord,
    description:
      'The record of processing: what is declared beside what was seen in the last 90 days.',
    args: {
      dataControllerId: t.arg.id({ required: true }),
      as: t.arg({ type: RecordRole, required: true }),
    },
    complexity,
    resolve: (_root, { dataControllerId, as }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const { database, clock } = context.services
      return articleThirtyRecord(database, controllerId, as, clock())
    },
  }),
  observedFlows: t.field({
    type: [ObservedFlow],
    description:
      'What integrations brought. Of one that brought more than 20,000 activities the newest are looked at.',
    args: {
      dataControllerId: t.arg.id({ required: true }),
      since: t.arg({ type: DateTime, description: 'Default: 90 days ago.' }),
    },
    complexity,
    resolve: async (_root, { dataControllerId, since }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const { database, clock } = context.services
      const from = since ?? daysBefore(clock(), usualDays)
      return flowsIn(await observedFlows(database, controllerId, from))
    },
  }),
}))

import type { RetentionPeriodNode } from '@conduit/db/retention'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { Integration, integrationOf } from './integration.ts'

export const RetentionPeriod = builder.objectRef<RetentionPeriodNode>('RetentionPeriod').implement({
  description:
    'How long something is kept. What is said of a category goes before what is said of the rest, and what is ' +
    'said of an integration before what is said of any. What nothing speaks of is kept.',
  fields: t => ({
    integration: t.field({
      type: Integration,
      nullable: true,
      description: 'Null: any that has no period of its own.',
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    category: t.expose('category', {
      type: PiiCategory,
      nullable: true,
      description: 'Null: any that has no period of its own, and activities without personal data.',
    }),
    days: t.exposeInt('days', { description: 'From when we received it.' }),
    updatedAt: t.expose('updatedAt', { type: DateTime }),
  }),
})

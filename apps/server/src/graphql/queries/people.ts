import { listSubjects } from '@conduit/db'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { lookUpTokens } from '../look-up.ts'
import { refOf } from '../scope.ts'
import { DataSubjectConnection } from '../types/subject.ts'

const IdentifierFilter = builder.inputType('IdentifierFilter', {
  description: 'A person by an identifier. It is hashed, then looked up; its value is not kept.',
  fields: t => ({
    category: t.field({ type: PiiCategory, required: true }),
    value: t.string({ required: true }),
    integrationId: t.id({
      description:
        'Whose `account_id` it is. Without it the integrations of the controller are all tried.',
    }),
  }),
})

const DataSubjectFilter = builder.inputType('DataSubjectFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    identifier: t.field({ type: IdentifierFilter }),
  }),
})

builder.queryField('dataSubjects', t =>
  t.field({
    type: DataSubjectConnection,
    description: 'Those found last first.',
    args: {
      filter: t.arg({ type: DataSubjectFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: async (_root, { filter, first, after }, context) => {
      const { dataControllerId, identifier } = filter
      const { controllerId } = refOf(
        context,
        'controller',
        dataControllerId,
        '/filter/dataControllerId',
      )
      const tokens =
        identifier == null ? undefined : await lookUpTokens(context, controllerId, identifier)
      const asked = { controllerIds: [controllerId], tokens }
      return await listSubjects(context.services.database, asked, { first, after })
    },
  }),
)

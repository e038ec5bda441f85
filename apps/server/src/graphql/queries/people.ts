import { listSubjects, writeAudit } from '@conduit/db'
import { listLinks } from '@conduit/db/people'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { PiiCategory } from '../enums.ts'
import { lookUpTokens } from '../look-up.ts'
import { refOf } from '../scope.ts'
import { LinkSuggestionConnection } from '../types/link.ts'
import { DataSubjectConnection } from '../types/subject.ts'

export const IdentifierFilter = builder.inputType('IdentifierFilter', {
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
    description:
      'Those found last first. A look-up by an identifier stands in the audit log, and a key has sixty a minute.',
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
      const { database } = context.services
      if (identifier == null)
        return await listSubjects(database, { controllerIds: [controllerId] }, { first, after })
      context.limitLookUps(context.holder.id)
      const tokens = await lookUpTokens(context, controllerId, identifier)
      const asked = { controllerIds: [controllerId], tokens }
      const page = await listSubjects(database, asked, { first, after })
      const isAtEnd = page.edges.length === 0 && after != null
      const { edges } = isAtEnd ? await listSubjects(database, asked, { first: 1 }) : page
      await noteLookUp(context, controllerId, identifier.category, edges.length > 0)
      return page
    },
  }),
)

builder.queryField('linkSuggestions', t =>
  t.field({
    type: LinkSuggestionConnection,
    description:
      'People of a controller that may be one, the newest first. `totalCount` is 1,000 at most.',
    args: {
      dataControllerId: t.arg.id({ required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { dataControllerId, first, after }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      return listLinks(context.services.database, controllerId, { first, after })
    },
  }),
)

/** Who asked for a person, by what kind of identifier, and whether they learned that there is one. */
export async function noteLookUp(
  { services: { database, clock }, actor }: GraphContext,
  controllerId: string,
  category: string,
  isFound: boolean,
): Promise<void> {
  const entry = {
    at: clock(),
    controllerId,
    actor,
    action: 'subject.lookup',
    objectType: 'data_subject',
    objectId: null,
    details: { category, isFound },
  }
  await database.run(executor => writeAudit(executor, entry))
}

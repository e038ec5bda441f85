import { encodeId, type RequestIdentities } from '@conduit/core/host'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'

/** What a request names its person by, with whose it is. */
export type ShownIdentifier = RequestIdentities['identifiers'][number] & {
  readonly controllerId: string
}

export const RequestIdentifier = builder.objectRef<ShownIdentifier>('RequestIdentifier').implement({
  description: 'What a request names its person by, in clear.',
  fields: t => ({
    category: t.expose('category', { type: PiiCategory }),
    value: t.exposeString('value'),
    integrationId: t.id({
      nullable: true,
      description: 'Whose `account_id` it is; null: that was not said.',
      resolve: ({ controllerId, integrationId }) =>
        integrationId === undefined ? null : encodeId('integration', controllerId, integrationId),
    }),
  }),
})

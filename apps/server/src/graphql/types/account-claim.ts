import type { AccountClaim as Claim } from '@conduit/db'
import { builder } from '../builder.ts'
import { Integration, integrationOf } from './integration.ts'

export const AccountClaim = builder.objectRef<Claim>('AccountClaim').implement({
  description: 'A claim to an account at a platform, as whoever decides about it sees it.',
  fields: t => ({
    integration: t.field({
      type: Integration,
      resolve: ({ controllerId, id }, args, context) =>
        integrationOf({ controllerId, integrationId: id }, args, context),
    }),
    account: t.exposeString('account'),
    state: t.exposeString('state', { description: '`proven` or `unproven`.' }),
    contested: t.exposeBoolean('contested', {
      description: 'Another integration claims it as well.',
    }),
    recognised: t.exposeBoolean('recognised', {
      description: 'The platform opens the account to the integration’s own token.',
    }),
  }),
})

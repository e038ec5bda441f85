import { masterKeyStates } from '@conduit/db/keyring'
import { builder } from '../builder.ts'
import { requireServerKey } from '../scope.ts'
import { MasterKey } from '../types/master-key.ts'

builder.queryField('masterKeys', t =>
  t.field({
    type: [MasterKey],
    description:
      'The master keys of this server, and what keeps each from being retired. Whole tables are counted. Asks for ' +
      'a key of the whole server.',
    resolve: async (_root, _args, context) => {
      requireServerKey(context)
      const { database, keyring, clock } = context.services
      return [...(await masterKeyStates(database, keyring, clock()))]
    },
  }),
)

import { askRotation, type MasterKeyState, masterKeyStates } from '@conduit/db/keyring'
import { builder } from '../builder.ts'
import { requireServerKey } from '../scope.ts'
import { MasterKey } from '../types/master-key.ts'

const RotateMasterKeysPayload = builder
  .objectRef<{ readonly masterKeys: readonly MasterKeyState[] }>('RotateMasterKeysPayload')
  .implement({
    fields: t => ({
      masterKeys: t.field({ type: [MasterKey], resolve: ({ masterKeys }) => [...masterKeys] }),
    }),
  })

builder.mutationField('rotateMasterKeys', t =>
  t.field({
    type: RotateMasterKeysPayload,
    description:
      'Has a job seal anew, under the active key, what other master keys seal. `masterKeys` shows how far it is. Asks ' +
      'for a key of the whole server.',
    resolve: async (_root, _args, context) => {
      requireServerKey(context)
      const { administration, enqueueRotation, database, keyring, clock } = context.services
      await askRotation(administration, context.actor, enqueueRotation)
      return { masterKeys: await masterKeyStates(database, keyring, clock()) }
    },
  }),
)

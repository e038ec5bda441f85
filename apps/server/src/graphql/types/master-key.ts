import { type MasterKeyState, readerKinds } from '@conduit/db/keyring'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'

const MasterKeyReaderKind = builder.enumType('MasterKeyReaderKind', {
  description: 'What needs a master key to be read or recognised.',
  values: Object.fromEntries(readerKinds.map(kind => [kind, { description: descriptionOf(kind) }])),
})

function descriptionOf(kind: (typeof readerKinds)[number]): string {
  return {
    subject_keys: "People's own keys.",
    request_keys: 'Keys of requests.',
    hold_keys: 'Keys of objects that are kept, or at which their platforms work for days.',
    integrations: 'Settings, state and access tokens of integrations.',
    readings: 'What waits to be read at platforms.',
    quarantined: 'Deliveries that were kept aside.',
    tokens: 'Tokens of identifiers; one goes when the identifier comes again.',
    suppressions: 'Suppressed identifiers; each needs its key as long as it is suppressed.',
    credentials: 'Webhook URLs; a new DX Key makes new ones.',
    repetitions:
      'Events that were recorded before there was the active key; they are known for 90 days.',
  }[kind]
}

const MasterKeyReader = builder
  .objectRef<MasterKeyState['readers'][number]>('MasterKeyReader')
  .implement({
    description: 'How much of a kind needs a master key.',
    fields: t => ({
      kind: t.field({ type: MasterKeyReaderKind, resolve: ({ kind }) => kind }),
      count: t.exposeInt('count'),
      total: t.exposeInt('total', { description: 'Of that kind, under whichever key.' }),
    }),
  })

export const MasterKey = builder.objectRef<MasterKeyState>('MasterKey').implement({
  description: 'A secret outside of the database that everything keyed is derived from, by its id.',
  fields: t => ({
    id: t.id({ resolve: ({ keyId }) => keyId }),
    isActive: t.exposeBoolean('isActive', { description: 'New material is made with it.' }),
    isHeld: t.exposeBoolean('isHeld', { description: 'The server that answers has it.' }),
    createdAt: t.expose('createdAt', {
      type: DateTime,
      description: 'When a server began to use it.',
    }),
    rotationAskedAt: t.expose('rotationAskedAt', {
      type: DateTime,
      nullable: true,
      description: 'Of the active key: since when all is being sealed anew under it.',
    }),
    drainedAt: t.expose('drainedAt', {
      type: DateTime,
      nullable: true,
      description: 'When a rotation found that nothing reads it.',
    }),
    readers: t.field({ type: [MasterKeyReader], resolve: ({ readers }) => [...readers] }),
    share: t.float({
      description: 'How much of what needs a master key does not need this one, 0 to 1.',
      resolve: ({ share }) => share,
    }),
    isRetirable: t.exposeBoolean('isRetirable', {
      description: 'Nothing reads it: a server may start without it.',
    }),
  }),
})

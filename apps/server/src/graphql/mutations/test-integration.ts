import { setUp } from '../../integrations/set-up.ts'
import { type TriedIntegration, tryIntegration } from '../../integrations/try-integration.ts'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { refOf } from '../scope.ts'

type Understood = TriedIntegration['events'][number]
type Field = Understood['personalData']['fields'][number]

const UnderstoodField = builder.objectRef<Field>('UnderstoodField').implement({
  fields: t => ({
    path: t.exposeString('path'),
    category: t.expose('category', { type: PiiCategory }),
    person: t.int({ nullable: true, resolve: ({ person }) => person ?? null }),
  }),
})

const UnderstoodEvent = builder.objectRef<Understood>('UnderstoodEvent').implement({
  description: 'What a sample said, as it would have been recorded.',
  fields: t => ({
    eventType: t.string({ resolve: ({ event }) => event.type }),
    meaning: t.string({ resolve: ({ event }) => event.meaning }),
    occurredAt: t.field({
      type: DateTime,
      nullable: true,
      resolve: ({ event }) => event.occurredAt,
    }),
    isReadBack: t.boolean({
      description: 'It names something that would be read at the platform.',
      resolve: ({ event }) => event.wants !== undefined,
    }),
    people: t.int({
      description: 'People who can be found by an identifier.',
      resolve: ({ personalData }) =>
        personalData.people.filter(({ identifiers }) => identifiers.length > 0).length,
    }),
    fields: t.field({
      type: [UnderstoodField],
      resolve: ({ personalData }) => [...personalData.fields],
    }),
  }),
})

const TriedSample = builder.objectRef<TriedIntegration>('TriedSample').implement({
  fields: t => ({
    recording: t.exposeString('recording'),
    status: t.exposeInt('status'),
    code: t.exposeString('code'),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was refused.' }),
    verification: t.exposeString('verification', {
      nullable: true,
      description: '`signed`, `unsigned`, `handshake`; null: it was not proven.',
    }),
    events: t.field({ type: [UnderstoodEvent], resolve: ({ events }) => [...events] }),
  }),
})

interface Tried {
  readonly sample: TriedIntegration | null
  readonly isRegistered: boolean | null
}

const TestIntegrationPayload = builder.objectRef<Tried>('TestIntegrationPayload').implement({
  fields: t => ({
    sample: t.field({
      type: TriedSample,
      nullable: true,
      description: 'Null: the platform sends nothing.',
      resolve: ({ sample }) => sample,
    }),
    isRegistered: t.exposeBoolean('isRegistered', {
      nullable: true,
      description:
        'Our webhook is at the platform and switched on; null: that is not known, because a person ' +
        'made it or the platform did not answer.',
    }),
  }),
})

builder.mutationField('testIntegration', t =>
  t.field({
    type: TestIntegrationPayload,
    description:
      "Sends a signed sample through an integration's settings and shows what is understood. Nothing is recorded.",
    args: {
      id: t.arg.id({ required: true }),
      recording: t.arg.string({ description: 'Name of a recorded delivery, or its beginning.' }),
      body: t.arg.string({ description: 'A body of your own in its place.' }),
    },
    resolve: async (_root, { id, recording, body }, context) => {
      const { services, actor } = context
      const ref = refOf(context, 'integration', id, '/id')
      const sample = await tryIntegration(services, ref, {
        recording: recording ?? undefined,
        body: body ?? undefined,
      })
      const report = await setUp(services, actor, ref, 'check')
      return { sample, isRegistered: report?.outcome === 'ok' ? report.healthy : null }
    },
  }),
)

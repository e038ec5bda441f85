import {
  approveRedaction,
  completeTask,
  createRedaction,
  type RedactionNode,
  retryTask,
  showTarget,
  stopRedaction,
  type TaskNode,
} from '@conduit/db/redactions'
import { builder } from '../builder.ts'
import { Json } from '../scalars.ts'
import { refOf } from '../scope.ts'
import { Redaction, RedactionByHand, RedactionTask } from '../types/redaction.ts'
import { RequestIdentifier, type ShownIdentifier } from '../types/request-identifier.ts'

const RedactionPayload = builder
  .objectRef<{ readonly redaction: RedactionNode }>('RedactionPayload')
  .implement({
    fields: t => ({
      redaction: t.field({ type: Redaction, resolve: ({ redaction }) => redaction }),
    }),
  })

const RedactionTaskPayload = builder
  .objectRef<{ readonly task: TaskNode }>('RedactionTaskPayload')
  .implement({
    fields: t => ({ task: t.field({ type: RedactionTask, resolve: ({ task }) => task }) }),
  })

const ShowRedactionTargetPayload = builder
  .objectRef<
    Pick<Awaited<ReturnType<typeof showTarget>>, 'target' | 'digestKey'> & {
      readonly identifiers: readonly ShownIdentifier[]
    }
  >('ShowRedactionTargetPayload')
  .implement({
    fields: t => ({
      object: t.string({ resolve: ({ target }) => target?.object ?? 'person' }),
      id: t.string({
        nullable: true,
        description: 'Its id at the platform; null: nobody could list objects.',
        resolve: ({ target }) => target?.id ?? null,
      }),
      identifiers: t.field({
        type: [RequestIdentifier],
        description: 'Whom to look for there, where nobody could list objects.',
        resolve: ({ identifiers }) => [...identifiers],
      }),
      within: t.field({
        type: Json,
        nullable: true,
        description: 'Where at the platform it is, if its id does not say.',
        resolve: ({ target }) => target?.within ?? null,
      }),
      digestKey: t.string({
        nullable: true,
        description:
          'Key of the digests of its calls, hexadecimal: what a receipt says of them can be compared with it. Null: none was made.',
        resolve: ({ digestKey }) =>
          digestKey === null ? null : Buffer.from(digestKey).toString('hex'),
      }),
    }),
  })

const CompleteRedactionTaskInput = builder.inputType('CompleteRedactionTaskInput', {
  fields: t => ({
    id: t.id({ required: true }),
    outcome: t.field({ type: RedactionByHand, required: true }),
    proof: t.string({
      required: true,
      description:
        'What shows it, at most 100 characters: the number of a ticket, what the platform answered. No address.',
    }),
  }),
})

builder.mutationFields(t => ({
  planRedaction: t.field({
    type: RedactionPayload,
    description:
      'Begins the plan of an erasure, for a request whose identity was checked. A job asks the integrations.',
    args: { requestId: t.arg.id({ required: true }) },
    resolve: async (_root, { requestId }, context) => {
      const ref = refOf(context, 'request', requestId, '/requestId')
      const { administration, enqueueRedaction } = context.services
      const redaction = await createRedaction(administration, context.actor, ref, enqueueRedaction)
      return { redaction }
    },
  }),
  approveRedaction: t.field({
    type: RedactionPayload,
    description:
      'Approves a plan by its hash. It begins when the time is over in which it can be stopped.',
    args: { id: t.arg.id({ required: true }), planHash: t.arg.string({ required: true }) },
    resolve: async (_root, { id, planHash }, context) => {
      const ref = refOf(context, 'redaction', id, '/id')
      const { administration, coolingOffMilliseconds } = context.services
      const approval = { planHash, coolingOffMilliseconds }
      const redaction = await approveRedaction(administration, context.actor, ref, approval)
      return { redaction }
    },
  }),
  stopRedaction: t.field({
    type: RedactionPayload,
    description: 'Stops an erasure that has not begun.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'redaction', id, '/id')
      const { administration } = context.services
      return { redaction: await stopRedaction(administration, context.actor, ref) }
    },
  }),
  completeRedactionTask: t.field({
    type: RedactionTaskPayload,
    description: 'Notes that somebody did by hand what waited for a person.',
    args: { input: t.arg({ type: CompleteRedactionTaskInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const ref = refOf(context, 'redactionTask', input.id, '/input/id')
      const { outcome, proof } = input
      const { administration, enqueueRedaction } = context.services
      const done = { outcome, proof, onDone: enqueueRedaction }
      return { task: await completeTask(administration, context.actor, ref, done) }
    },
  }),
  retryRedactionTask: t.field({
    type: RedactionTaskPayload,
    description: 'Tries a task anew that failed, or whose object is still there.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'redactionTask', id, '/id')
      const { administration, enqueueRedaction } = context.services
      return { task: await retryTask(administration, context.actor, ref, enqueueRedaction) }
    },
  }),
  showRedactionTarget: t.field({
    type: ShowRedactionTargetPayload,
    description:
      'Shows which object of the platform a task is about, to whom does it by hand. The audit log notes it.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'redactionTask', id, '/id')
      const { administration } = context.services
      const shown = await showTarget(administration, context.actor, ref)
      const { controllerId } = ref
      const identifiers = shown.identifiers.map(each => ({ ...each, controllerId }))
      return { target: shown.target, digestKey: shown.digestKey, identifiers }
    },
  }),
}))

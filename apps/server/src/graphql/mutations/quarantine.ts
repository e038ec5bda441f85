import { ConduitError, isConduitError } from '@conduit/core'
import { openQuarantined, replay } from '@conduit/core/host'
import { findQuarantined, noteReplay } from '@conduit/db'
import { builder } from '../builder.ts'
import type { GraphContext, Ref } from '../context.ts'
import { refOf } from '../scope.ts'

interface Replayed {
  readonly id: string
  readonly isRecorded: boolean
  readonly reason: string | null
}

const ReplayResult = builder.objectRef<Replayed>('ReplayResult').implement({
  fields: t => ({
    id: t.exposeID('id'),
    isRecorded: t.exposeBoolean('isRecorded', {
      description: 'It was processed and left the quarantine.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it failed again.' }),
  }),
})

const ReplayQuarantinedPayload = builder
  .objectRef<{ readonly results: readonly Replayed[] }>('ReplayQuarantinedPayload')
  .implement({
    fields: t => ({
      results: t.field({ type: [ReplayResult], resolve: ({ results }) => [...results] }),
    }),
  })

const mostAtOnce = 100

type SealedDelivery = NonNullable<Awaited<ReturnType<typeof findQuarantined>>>

builder.mutationField('replayQuarantined', t =>
  t.field({
    type: ReplayQuarantinedPayload,
    args: { ids: t.arg.idList({ required: true, description: 'At most 100.' }) },
    resolve: async (_root, { ids }, context) => {
      if (ids.length > mostAtOnce) {
        const faults = [{ pointer: '/ids', detail: `must hold at most ${mostAtOnce}` }]
        throw new ConduitError('invalid', { reason: 'too many at once', faults })
      }
      const refs = ids.map((id, index) => ({
        id,
        ref: refOf(context, 'quarantine', id, `/ids/${index}`),
      }))
      const results: Replayed[] = []
      for (const { id, ref } of refs) results.push({ id, ...(await replayOne(context, ref)) })
      return { results }
    },
  }),
)

async function replayOne(context: GraphContext, ref: Ref): Promise<Omit<Replayed, 'id'>> {
  const { database, clock } = context.services
  const row = await findQuarantined(database, ref)
  if (row === null) throw new ConduitError('not_found')
  const reason = await failureOf(context, row)
  await noteReplay(database, context.actor, ref, clock(), reason)
  return { isRecorded: reason === null, reason }
}

/** Why processing it failed; null: it did not. */
async function failureOf(context: GraphContext, row: SealedDelivery): Promise<string | null> {
  const { services } = context
  const opened = await context.opened({ controllerId: row.controllerId, id: row.integrationId })
  const running = services.adapters.get(row.adapter)
  if (running === undefined) return 'its adapter does not run here'
  if (opened === null || !opened.isEnabled) return 'its integration is not enabled'
  const { integration } = opened
  try {
    const kept = openQuarantined(services.keyring, integration.controller, row)
    await replay(running.receiver, running.receiver.open(integration), kept)
    return null
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    services.logger.error(
      { err: error, adapter: row.adapter, step: 'replay' },
      'the adapter failed',
    )
    return isConduitError(error) ? error.reason : 'the adapter failed again'
  }
}

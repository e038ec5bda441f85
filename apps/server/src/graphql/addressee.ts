import { ConduitError } from '@conduit/core'
import type { Addressee } from '../integrations/webhook-urls.ts'
import type { RunningAdapter } from '../services.ts'
import type { GraphContext, Ref } from './context.ts'

/** The adapter of an integration, if it runs on this server. @throws {ConduitError} `conflict` */
export function runningAdapter({ services }: GraphContext, name: string): RunningAdapter {
  const running = services.adapters.get(name)
  if (running === undefined)
    throw new ConduitError('conflict', { reason: 'this adapter does not run here' })
  return running
}

/** An integration as its addresses need it. @throws {ConduitError} `not_found`, `conflict` */
export async function addresseeOf(context: GraphContext, ref: Ref): Promise<Addressee> {
  const node = await context.integration(ref)
  const controller = await context.controller(ref.controllerId)
  if (node === null || controller === null || node.status === 'removed')
    throw new ConduitError('not_found')
  return { ...ref, did: controller.did, adapter: runningAdapter(context, node.adapter).adapter }
}

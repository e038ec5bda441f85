import { decodeId } from '@conduit/core/host'
import { dueWork } from '@conduit/server'
import { eraseAtPlatform } from '../../src/jobs/erase-at-platform.ts'
import { advanceRedaction } from '../../src/redactions/advance-redaction.ts'
import { checkedRequest } from './checked-request.ts'
import { ada } from './one-person.ts'
import type { Stage } from './one-person-stage.ts'
import { ask } from './over-http.ts'

interface Task {
  readonly object: string
  readonly expected: string
  readonly outcome: string | null
  readonly found: string | null
  readonly integration: { readonly adapter: string } | null
}

interface Erasure {
  readonly id: string
  readonly state: string
  readonly planHash: string | null
  readonly tasks: readonly Task[]
}

/** An officer who erases her. */
export async function officerOf(
  { app, controllerId, settle }: Pick<Stage, 'app' | 'controllerId' | 'settle'>,
  named = { category: 'email', value: ada.email },
) {
  const dpo = await app.apiKey('dpo', decodeId('controller', controllerId)?.id)
  const run = <Data>(document: string, variables: object = {}) =>
    ask<Data>(app, document, variables, dpo)
  const look = async (id: string) => {
    const { redaction } = await run<{ redaction: Erasure }>(
      `query($id: ID!) { redaction(id: $id) { id state planHash
        tasks { object expected outcome found integration { adapter } } } }`,
      { id },
    )
    return redaction
  }
  /** What the queue does now, and what the platforms do in their own time. */
  const work = async () => {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const { redactions, erasures } = await dueWork(app.services)
      if (redactions.length + erasures.length === 0) return
      for (const each of redactions) await advanceRedaction(app.services, each)
      for (const each of erasures) await eraseAtPlatform(app.services, each, 'a job')
      settle()
    }
  }
  const plan = async () => {
    const requestId = await checkedRequest(run, controllerId, {
      type: 'erasure',
      identifiers: [named],
    })
    const { planRedaction } = await run<{ planRedaction: { redaction: { id: string } } }>(
      'mutation($id: ID!) { planRedaction(requestId: $id) { redaction { id } } }',
      { id: requestId },
    )
    await work()
    return await look(planRedaction.redaction.id)
  }
  const approve = async ({ id, planHash }: Erasure) => {
    await run(
      `mutation($id: ID!, $planHash: String!) {
        approveRedaction(id: $id, planHash: $planHash) { redaction { id } } }`,
      { id, planHash },
    )
  }
  return { run, look, work, plan, approve }
}

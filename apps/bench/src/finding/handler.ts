// Handles one delivery as often as its parent orders, in a process of its own: code is compiled for what
// it meets, so that each checkout, and each recording, has to be alone.
import { type Handled, type Handling, prepareHandling } from './handling.ts'

/** What the process is told. */
export type Order =
  | {
      readonly kind: 'prepare'
      readonly checkout: string
      readonly recordings: string
      readonly handled: Handled
    }
  | { readonly kind: 'handle'; readonly times: number }

/** What it answers. */
export type Answer =
  | { readonly kind: 'ready'; readonly found: Handling['found'] }
  /** CPU time of one handling. */
  | { readonly kind: 'handled'; readonly microseconds: number }
  | { readonly kind: 'failed'; readonly message: string }

let handling: Handling | null = null

process.on('message', async (order: Order) => {
  process.send?.(await answerOf(order))
})

async function answerOf(order: Order): Promise<Answer> {
  try {
    if (order.kind === 'handle') {
      return { kind: 'handled', microseconds: await timeOf(handling, order.times) }
    }
    handling = await prepareHandling(order.checkout, order.recordings, order.handled)
    return { kind: 'ready', found: handling.found }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

async function timeOf(prepared: Handling | null, times: number): Promise<number> {
  if (prepared === null) throw new Error('nothing is prepared')
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) await prepared.handle()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

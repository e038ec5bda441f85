import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { takeAlong } from '../processes/take-along.ts'
import type { Answer, Order } from './handler.ts'
import type { Found } from './handling.ts'

/** One checkout's process for one delivery. */
export interface Handler {
  readonly found: Found
  /** Handles the delivery so often; answers the CPU time of one handling, microseconds. */
  handle(times: number): Promise<number>
  stop(): void
}

/**
 * Starts a process that handles one delivery with the code of one checkout.
 *
 * @throws {Error} if the checkout refuses the delivery
 */
export async function startHandler(order: Extract<Order, { kind: 'prepare' }>): Promise<Handler> {
  const script = fileURLToPath(new URL('./handler.js', import.meta.url))
  const child = fork(script, { execArgv: [] })
  takeAlong(child)
  const ended = once(child, 'exit').then((): Answer => {
    return { kind: 'failed', message: 'its process ended' }
  })
  const ask = async (message: Order): Promise<Answer> => {
    const answered = new Promise<Answer>(resolve => {
      child.once('message', answer => resolve(answer as Answer))
    })
    child.send(message)
    const answer = await Promise.race([answered, ended])
    if (answer.kind === 'failed') throw new Error(`${order.checkout}: ${answer.message}`)
    return answer
  }
  const stop = () => child.disconnect()
  try {
    const ready = await ask(order)
    if (ready.kind !== 'ready') throw new Error('it answered out of turn')
    return {
      found: ready.found,
      async handle(times) {
        const handled = await ask({ kind: 'handle', times })
        if (handled.kind !== 'handled') throw new Error('it answered out of turn')
        return handled.microseconds
      },
      stop,
    }
  } catch (error) {
    stop()
    throw error
  }
}

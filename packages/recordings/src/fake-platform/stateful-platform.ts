import type { Transport } from '@conduit/core/host'
import { answerServer } from './answer-server.ts'
import { fakeTransport } from './fake-transport.ts'
import { faultyAnswer, type PlatformFault } from './faults.ts'
import type { PlatformCall } from './match-call.ts'

/** What a fake platform answers, as a document. */
export interface FakeAnswer {
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  /** Absent: no body. */
  readonly json?: unknown
  /** A body that is no JSON. */
  readonly text?: string
}

/** What a fault leaves behind: `before`: nothing was done; `after`: it was done, and nobody was told. */
export type Harm = 'before' | 'after'

/** A fake platform that has a state: what is written can be read again. */
export interface StatefulPlatform {
  /** `http://127.0.0.1:<port>`: for a client that is not ours. */
  readonly origin: string
  /** Leads every https host to it. */
  readonly transport: Transport
  /** Every call, in order. */
  readonly calls: readonly PlatformCall[]
  /**
   * From the n-th call on from now, counted from 0, each one meets this fault; null: none.
   * @param met told at each of these calls, once what is done of it is done and before it is answered
   */
  fail(fault: PlatformFault | null, at?: number, harm?: Harm, met?: () => void): void
  close(): Promise<void>
}

/**
 * Starts a fake platform that answers by a function over a state of its own. Nobody waits here: pauses
 * between two tries take no time, nor does a silence.
 *
 * @example
 * const shop = fakeShop()
 * const platform = await statefulPlatform(shop.answer)
 * await new Shop({ host: platform.origin }).customers.create({ email: 'ada@example.com' })
 */
export async function statefulPlatform(
  answerOf: (call: PlatformCall) => FakeAnswer,
): Promise<StatefulPlatform> {
  const calls: PlatformCall[] = []
  let fault: PlatformFault | null = null
  let failsFrom = 0
  let harm: Harm = 'before'
  let silences = 0
  let tell: () => void = () => undefined

  const server = await answerServer(call => {
    const isMeant = calls.length >= failsFrom
    const isFaulty = fault !== null && isMeant
    calls.push(call)
    const isSpoilt = fault === 'truncated' || fault === 'partial'
    const isHeard = !isFaulty || isSpoilt || harm === 'after'
    const given: FakeAnswer = isHeard ? answerOf(call) : { status: 200 }
    const { status, headers, json, text = '' } = given
    const body = json === undefined ? text : JSON.stringify(json)
    const sound = { status, body, ...(headers && { headers }) }
    const spoilt = isFaulty ? faultyAnswer(fault as PlatformFault, sound) : { response: sound }
    if (isFaulty && fault === 'silence') silences += 1
    if (isMeant) tell()
    return spoilt
  })
  const transport = fakeTransport(server.port, () => silences > 0 && silences-- > 0)
  return {
    origin: `http://127.0.0.1:${server.port}`,
    transport,
    calls,
    fail: (next, at = 0, leaves = 'before', met = () => undefined) => {
      fault = next
      harm = leaves
      tell = met
      failsFrom = calls.length + at
    },
    async close() {
      await transport.dispatcher.destroy()
      await server.close()
    },
  }
}

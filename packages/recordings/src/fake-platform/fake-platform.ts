import type { Transport } from '@conduit/core/host'
import { answerServer } from './answer-server.ts'
import { fakeTransport } from './fake-transport.ts'
import type { FakeCall } from './faults.ts'
import { callDifferences, type PlatformCall } from './match-call.ts'

/** A server on loopback in the place of a platform. */
export interface FakePlatform {
  /** Leads every https host to the server: what the adapter does is real HTTP. */
  readonly transport: Transport
  /** Every call, in order; `answer` is the index in the script, null if the script has none for it. */
  readonly calls: readonly (PlatformCall & { readonly answer: number | null })[]
  /** Calls that the script does not know, each with what sets it apart from the nearest one. */
  readonly unexpected: readonly string[]
  /** Indices of the script that nobody asked for. */
  readonly unused: readonly number[]
  close(): Promise<void>
}

/** With a Retry-After the client reports at once instead of trying again. */
const unknownCall: FakeCall['response'] = { status: 599, headers: { 'retry-after': '1' } }

/**
 * Starts a fake platform that answers by a script, each entry once unless it `repeats`, the first
 * that fits. A call that fits none is listed in `unexpected`. Nobody waits here: pauses between two
 * tries take no time, nor does a silence.
 *
 * @param otherwise what such a call is answered; default: status 599
 * @example
 * const platform = await fakePlatform(recording.fetchback ?? [])
 * await runFetch({ receiver, integration, transport: platform.transport })
 * platform.unexpected // []
 * await platform.close()
 */
export async function fakePlatform(
  script: readonly FakeCall[],
  otherwise: FakeCall['response'] = unknownCall,
): Promise<FakePlatform> {
  const calls: (PlatformCall & { readonly answer: number | null })[] = []
  const unexpected: string[] = []
  const left = new Set(script.keys())
  let silences = 0

  const server = await answerServer(call => {
    const index = [...left].find(
      each => callDifferences(call, script[each]?.request ?? {}).length === 0,
    )
    const scripted = index === undefined ? undefined : script[index]
    calls.push({ ...call, answer: index ?? null })
    if (index === undefined || scripted === undefined) {
      unexpected.push(describe(call, script, left))
      return { response: otherwise }
    }
    if (scripted.repeats !== true) left.delete(index)
    if (scripted.spoil === 'silence') silences += 1
    return scripted
  })
  const transport = fakeTransport(server.port, () => silences > 0 && silences-- > 0)
  return {
    transport,
    calls,
    unexpected,
    get unused() {
      const asked = new Set(calls.map(({ answer }) => answer))
      return [...left].filter(index => !asked.has(index))
    },
    async close() {
      await transport.dispatcher.destroy()
      await server.close()
    },
  }
}

/** The call, and how it differs from the entry that comes nearest. */
function describe(
  call: PlatformCall,
  script: readonly FakeCall[],
  left: ReadonlySet<number>,
): string {
  const what = `${call.method} ${call.url.href}`
  const nearest = [...left]
    .map(index => ({ index, differences: callDifferences(call, script[index]?.request ?? {}) }))
    .sort((a, b) => a.differences.length - b.differences.length)[0]
  if (nearest === undefined) return `${what}: no call is expected any more`
  return `${what} is not call ${nearest.index}: ${nearest.differences.join('; ')}`
}

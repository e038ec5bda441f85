import type { Call } from '../contract/platform.ts'
import { type Outcome, type SendContext, send } from './send.ts'

/** A call as it is sent, without its headers: these hold what opens the platform. */
interface SentCall {
  readonly method: string
  readonly url: URL
  readonly body: string | Uint8Array
}

/** What came back. */
interface HeardAnswer {
  /** Null: nothing did. */
  readonly status: number | null
  /** The bytes of its body, decompressed; null: they were not read. */
  readonly body: Uint8Array | null
}

/** Is told of each call before it is sent, its repetitions too, and of what came back. */
export interface CallWitness {
  /**
   * Where it rejects, nothing is sent.
   * @returns what is told of the answer, before the adapter is
   */
  begin(call: SentCall): Promise<(heard: HeardAnswer) => Promise<void>>
}

/** Sends a call once, before a witness if there is one. @throws what the witness throws */
export async function sendBefore(
  witness: CallWitness | undefined,
  call: Call,
  url: URL,
  context: SendContext,
): Promise<Outcome> {
  const { method = 'GET', body = '' } = call
  const ended = await witness?.begin({ method, url, body })
  const { outcome, body: answered } = await send(call, url, context)
  const { status = null } = 'answer' in outcome ? outcome.answer : outcome.error
  await ended?.({ status, body: answered })
  return outcome
}

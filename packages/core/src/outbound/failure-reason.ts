import { bodyTooLarge } from './read-body.ts'
import { addressRefused } from './transport.ts'

/** Why a call got no answer that can be used. */
export interface Failure {
  /** In words, without anything of the call or the answer. */
  readonly reason: string
  /** Sending the same call again may go better. */
  readonly passing: boolean
}

const known: readonly (readonly [pattern: RegExp, failure: Failure])[] = [
  [new RegExp(`^${addressRefused}$`), { reason: 'address not public', passing: false }],
  [new RegExp(`^${bodyTooLarge}$`), { reason: 'answer too large', passing: false }],
  [/^Z_|^ERR_PADDING|^ERR_ZLIB/, { reason: 'answer cut or garbled', passing: true }],
  [/^UND_ERR_INVALID_ARG$|^ERR_INVALID/, { reason: 'call not well-formed', passing: false }],
  [/TIMEOUT|TIMEDOUT/, { reason: 'timeout', passing: true }],
  [/^(?:ENOTFOUND|EAI_)/, { reason: 'host name not found', passing: true }],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/, { reason: 'TLS not accepted', passing: false }],
]

/** The words for what `undici`, the network or `readBody` threw. Their own messages name hosts. */
export function failureReason(error: unknown): Failure {
  const code = codeOf(error)
  const found = known.find(([pattern]) => pattern.test(code))
  return found?.[1] ?? { reason: 'network error', passing: true }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return String(error.code)
}

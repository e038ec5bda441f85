import type { IntegrationAdapter } from '@conduit/core'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { attempt } from '../signature/attempt.ts'
import { macOf, macSpansOf } from '../signature/mac-span.ts'
import { withOtherSecrets } from '../signature/other-secret.ts'

const forgedBody = '{"forged":true}'

/**
 * Signatures of a body that anybody may make up, and the texts that are signed for it: the body with
 * whatever stands in the platform's own headers before it or behind it.
 */
export function forgedSignatures(
  adapter: IntegrationAdapter,
  { sign, settings }: RecordedDelivery,
): readonly { readonly texts: readonly string[]; readonly code: readonly string[] }[] {
  const body = Buffer.from(forgedBody)
  const headers = attempt(() => sign(body)) ?? {}
  const others = attempt(() => sign(body, withOtherSecrets(adapter, settings))) ?? {}
  return macSpansOf(headers, others).map(span => {
    const code = macOf(headers, span)
    const own = Object.values(headers).flatMap(value => value.replace(code, '').split(/[,;=\s]+/))
    const parts = [...new Set(own.filter(part => /^[\w:.+-]{4,64}$/.test(part)))]
    return { texts: [...textsOf(parts)], code: spellingsOf(code) }
  })
}

function* textsOf(parts: readonly string[]): Generator<string> {
  yield forgedBody
  for (const part of parts) {
    for (const between of ['', '.', ':']) yield part + between + forgedBody
    yield forgedBody + part
    yield `v0:${part}:${forgedBody}`
    for (const other of parts) if (other !== part) yield `${part}.${other}.${forgedBody}`
  }
}

/** A code as it may be written: in hex, or in base64 of either alphabet. */
function spellingsOf(code: string): readonly string[] {
  const bytes = Buffer.from(code, /^[0-9a-f]+$/i.test(code) ? 'hex' : 'base64')
  const encoded = (['hex', 'base64', 'base64url'] as const).map(each => bytes.toString(each))
  return [code, ...encoded].filter(each => each.length >= 16)
}

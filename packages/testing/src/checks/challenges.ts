import type { IntegrationAdapter } from '@conduit/core'
import type { AddressedRequest } from '@conduit/recordings'
import type { Handshake } from './check.ts'
import { editBody } from './edit-body.ts'
import { macOf, macSpansOf } from './mac-span.ts'
import { attempt, withOtherSecrets } from './secrets.ts'
import type { Specimen } from './specimen.ts'

/** A place in a handshake where a challenge may stand, and the call with another text there. */
type ChallengePlace = readonly [place: string, put: (text: string) => AddressedRequest]

const ownCredentials = ['did', 'dxKey', 'dpid', 'token']
const forgedBody = '{"forged":true}'

/** Everything in a handshake that whoever calls could choose, but our own credential. */
export function challengePlaces({
  request,
}: Pick<Handshake, 'request'>): readonly ChallengePlace[] {
  const inQuery = [...new URL(request.url).searchParams.keys()]
    .filter(name => !ownCredentials.includes(name))
    .map((name): ChallengePlace => {
      const put = (text: string) => {
        const url = new URL(request.url)
        url.searchParams.set(name, text)
        return { ...request, url: url.href }
      }
      return [`the parameter ${name}`, put]
    })
  return [...inQuery, ...fieldsOf(request)]
}

/**
 * Signatures of a body that a stranger made up, and the texts that are signed for it: the body with
 * whatever stands in the platform's own headers before it or behind it.
 */
export function forgedSignatures(
  adapter: IntegrationAdapter,
  { sign, settings }: Specimen,
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

/** Members of a small JSON object or form. */
function fieldsOf(request: AddressedRequest): readonly ChallengePlace[] {
  const text = request.body.toString()
  const isJson = text.trimStart().startsWith('{')
  const document = isJson ? attempt((): unknown => JSON.parse(text)) : undefined
  const names = isJson ? Object.keys(Object(document)) : [...new URLSearchParams(text).keys()]
  return names.map(name => {
    const put = (value: string) => ({
      ...request,
      body: editBody(isJson ? 'json' : 'form', request.body, new Map([[`/${name}`, value]]), null),
    })
    return [`the field ${name}`, put]
  })
}

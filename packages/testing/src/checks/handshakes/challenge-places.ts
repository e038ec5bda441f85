import type { AddressedRequest } from '@conduit/recordings'
import { editBody } from '../body/edit-body.ts'
import type { Handshake } from '../context/check.ts'
import { attempt } from '../signature/attempt.ts'

/** A place in a handshake where a challenge may stand, and the call with another text there. */
type ChallengePlace = readonly [place: string, put: (text: string) => AddressedRequest]

const ownCredentials = ['did', 'dxKey', 'dpid', 'token']

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

import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import type { AddressedRequest } from '@conduit/recordings'
import { type Play, resign } from '@conduit/recordings/player'
import type { Asked } from './ask-again.ts'
import { type RecordedCall, recordedCall } from './recorded-call.ts'

type Headers = AddressedRequest['headers']

/** A recorded delivery that can be sent again: with other bytes, another signature, other settings. */
export interface RecordedDelivery extends RecordedCall {
  readonly file: string
  readonly play: Play
  /** As recorded, with a credential of ours and without what proves it. */
  readonly request: AddressedRequest
  /** Name of the format that reads it. */
  readonly format: string
  /** The recorded delivery was proven by a signature. */
  readonly isSigned: boolean
  /** What `parseEvent` was asked and said when it was played, and whose it is. */
  readonly seen: Asked
  /** Headers that prove a body; null: these settings sign nothing. */
  sign(body: Uint8Array, settings?: JsonObject, at?: Date): Readonly<Record<string, string>> | null
  /** The request with another body and these headers, by default such as prove it. */
  with(body: Uint8Array, headers?: Headers): AddressedRequest
  /** The request as the platform would send it at another time. */
  renewed(at: Date): AddressedRequest
}

/** Headers that carry proofs, under whatever further names a platform sends them. */
const proofs = /signature|hmac/i

/** The delivery of a play, ready to be sent again; null if there is none. */
export async function recordedDelivery(
  adapter: IntegrationAdapter,
  samples: Samples,
  play: Play,
): Promise<RecordedDelivery | null> {
  const { recording, observed, file } = play
  if (recording?.request?.method !== 'POST' || observed === null) return null
  const { verified, parsed } = observed.adapterCalls
  const [seen] = parsed
  if (observed.reply.status !== 200 || seen === undefined) return null
  const call = await recordedCall(adapter, samples, recording)
  if (call === null) return null
  const { request: recorded, settings } = call
  const sign: RecordedDelivery['sign'] = (
    body,
    own = settings,
    time = new Date(recording.receivedAt),
  ) => samples.sign({ ...recorded, headers: flat(recorded.headers), body }, own, time)
  const headers = withoutProof(recorded.headers, sign(recorded.body))
  const request = { ...recorded, headers }
  return {
    ...{ ...call, file, play, request, sign, seen: { ...seen, adapter } },
    format: formatOf(adapter, flat(headers)),
    isSigned: verified[0]?.proof === 'signed',
    with: (body, own = sign(body) ?? {}) => ({
      ...request,
      headers: { ...headers, ...own },
      body: Buffer.from(body),
    }),
    renewed(at) {
      const unproven = { ...request, headers: flat(headers) }
      const renewed = resign(samples, unproven, settings, at) ?? unproven
      return { ...renewed, body: Buffer.from(renewed.body) }
    },
  }
}

/** Signed anew, no proof of the recording may stand beside the new one; unsigned, all of it stays. */
function withoutProof(headers: Headers, signs: ReturnType<RecordedDelivery['sign']>): Headers {
  const names = Object.keys(signs ?? {}).map(name => name.toLowerCase())
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => {
      const isProof = names.includes(name.toLowerCase()) || proofs.test(name)
      return name.toLowerCase() !== 'content-length' && !(signs !== null && isProof)
    }),
  )
}

function formatOf(
  { endpoint }: IntegrationAdapter,
  headers: Readonly<Record<string, string>>,
): string {
  const name = Object.keys(headers).find(each => each.toLowerCase() === 'content-type') ?? ''
  const type = headers[name]?.split(';')[0]?.trim().toLowerCase() ?? ''
  const formats = endpoint?.formats ?? []
  const found = formats.find(({ types }) => types === null || types.includes(type))
  return (found ?? formats[0])?.name ?? 'anything'
}

/** Headers of one value each, as samples are signed with. */
function flat(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.toString()]),
  )
}

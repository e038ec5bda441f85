import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { type AddressedRequest, address } from '../play/address.ts'
import {
  type Installation,
  type InstalledConnection,
  install,
  settingsOf,
  strangerTo,
} from '../play/install.ts'
import { addressOf } from '../play/play.ts'
import { createRig, type Rig, sealForTest } from '../play/rig.ts'
import type { Recording } from '../recording/recording.ts'
import type { Play } from './check.ts'

type Headers = AddressedRequest['headers']

/** A recorded delivery that can be sent again: with other bytes, another signature, other settings. */
export interface Specimen {
  readonly file: string
  readonly recording: Recording
  readonly play: Play
  readonly installation: Installation
  /** As the adapter sees them. */
  readonly settings: JsonObject
  /** As recorded, with a credential of ours and without what proves it. */
  readonly request: AddressedRequest
  /** Name of the format that reads it. */
  readonly format: string
  /** The recorded delivery was proven by a signature. */
  readonly isSigned: boolean
  /** Headers that prove a body; null: these settings sign nothing. */
  sign(body: Uint8Array, settings?: JsonObject, at?: Date): Readonly<Record<string, string>> | null
  /** The request with another body and these headers, by default such as prove it. */
  with(body: Uint8Array, headers?: Headers): AddressedRequest
  /** An application with the delivery's connection, at its time. */
  open(installation?: Installation, others?: readonly InstalledConnection[]): Promise<Rig>
}

/** Headers that carry proofs, under whatever further names a platform sends them. */
const proofs = /signature|hmac/i

/** Makes a specimen of a play; null if there is nothing to send again. */
export async function specimenOf(
  adapter: IntegrationAdapter,
  samples: Samples,
  play: Play,
): Promise<Specimen | null> {
  const { recording, observed, file } = play
  if (recording?.request?.method !== 'POST' || observed === null) return null
  const [verified] = observed.sight.verified
  if (observed.reply.status !== 200 || observed.sight.parsed.length === 0) return null
  const installation = install(adapter, samples, recording)
  const settings = settingsOf(adapter, installation)
  const at = new Date(recording.receivedAt)
  const recorded = await address(recording, recording.request, {
    ...{ adapter, scope: 'event', seal: sealForTest },
    connection: installation.connections[0],
    stranger: strangerTo(installation),
  })
  const sign: Specimen['sign'] = (body, own = settings, time = at) =>
    samples.sign({ ...recorded, headers: flat(recorded.headers), body }, own, time)
  const signs = sign(recorded.body)
  const request = { ...recorded, headers: withoutProof(recorded.headers, signs) }
  return {
    ...{ file, recording, play, installation, settings, request, sign },
    format: formatOf(adapter, flat(request.headers)),
    isSigned: verified?.proof === 'signed',
    with: (body, headers = sign(body) ?? {}) => ({
      ...request,
      headers: { ...request.headers, ...headers },
      body: Buffer.from(body),
    }),
    async open(own = installation, others = []) {
      const rig = await createRig(adapter, own, { others, ...addressOf(recording) })
      rig.setClock(at)
      return rig
    },
  }
}

/** Signed anew, no proof of the recording may stand beside the new one; unsigned, all of it stays. */
function withoutProof(headers: Headers, signs: ReturnType<Specimen['sign']>): Headers {
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

function flat(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.toString()]),
  )
}

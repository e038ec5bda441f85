import {
  type IntegrationAdapter,
  isConduitError,
  type JsonObject,
  type Samples,
  type WebhookRequest,
} from '@conduit/core'
import { proofName } from '@conduit/core/host'
import { readRecordings } from '@conduit/recordings'
import { install, prefixOf, publicOrigin, settingsOf } from '@conduit/recordings/player'

/** A delivery as it arrives, with all that its signature is judged by. */
export interface SignedCall {
  readonly method: string
  /** As the platform called it, its query as it was written. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** When it arrives: where the clock of whoever judges it has to stand. */
  readonly at: Date
  /** As the adapter sees them. */
  readonly settings: JsonObject
}

/** A header of a call, by its name in any case; empty if it is missing. */
export function headerOf({ headers }: Pick<SignedCall, 'headers'>, name: string): string {
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name.toLowerCase())
  return found?.[1] ?? ''
}

/**
 * What an adapter says of a call: `signed`, `unsigned`, `handshake`, or the code of its refusal.
 * @throws what the adapter throws that is none of the table
 */
export function verdictOf(adapter: IntegrationAdapter, call: SignedCall): string {
  const { method, url, body, at, settings } = call
  const request: WebhookRequest = {
    ...{ method, url, bytes: body, receivedAt: at, digest: '' },
    header: name => headerOf(call, name) || undefined,
    query: name => new URL(url).searchParams.get(name) ?? undefined,
  }
  try {
    return proofName(adapter.verifySignature(request, { settings, state: {} }))
  } catch (error) {
    if (isConduitError(error)) return error.code
    throw error
  }
}

/** A call of a recording. */
export interface JudgeableCall {
  readonly file: string
  readonly call: SignedCall
  /** The recording says that it is not refused with 401. */
  readonly genuine: boolean
}

/** The recorded calls of an adapter, by file name. */
export function recordedCalls(
  adapter: IntegrationAdapter,
  samples: Samples,
): readonly JudgeableCall[] {
  return readRecordings(samples.recordings).flatMap(({ file, recording }) => {
    const { request } = recording ?? {}
    if (recording === null || request === undefined) return []
    const query = new URLSearchParams(request.query)
    const call = {
      method: request.method,
      url: request.url ?? `${publicOrigin}${prefixOf(adapter)}${request.path_suffix}?${query}`,
      headers: request.headers ?? {},
      body: Buffer.from(request.body ?? ''),
      at: new Date(recording.receivedAt),
      settings: settingsOf(adapter, install(adapter, samples, recording)),
    }
    return [{ file, call, genuine: recording.expect.status !== 401 }]
  })
}

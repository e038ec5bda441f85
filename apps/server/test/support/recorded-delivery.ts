import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import { type Recording, readRecordings } from '@conduit/recordings'
import type { TestApp } from './test-app.ts'

/** A delivery of an adapter's recordings, to be sent again, signed with another secret. */
export async function recordedDelivery(name: string, file: string) {
  const { default: adapter } = (await import(`@conduit/adapter-${name}`)) as {
    default: IntegrationAdapter
  }
  const { default: samples } = (await import(`@conduit/adapter-${name}/samples`)) as {
    default: Samples
  }
  const found = readRecordings(samples.recordings).find(each => each.file === file)
  const recording = found?.recording
  if (recording?.request === undefined) throw new Error(`no recording ${file}`)
  return {
    receivedAt: recording.receivedAt,
    /** Sends it to an address, signed by these settings. */
    async send(app: TestApp, address: string, settings: JsonObject) {
      const request = requestOf(recording, address)
      const proof = samples.sign(request, effectiveSettings(adapter, {}, settings), app.clock.now())
      const { pathname, search } = new URL(address)
      const headers = { ...withoutProof(request.headers, proof ?? {}), ...proof }
      const url = pathname + search
      const call = { method: 'POST' as const, url, headers, payload: request.body }
      const { statusCode, headers: answered } = await app.http.inject(call)
      return { statusCode, headers: answered }
    },
  }
}

function requestOf({ request }: Recording, url: string) {
  const { headers = {}, body = '' } = request ?? {}
  if (typeof body !== 'string') throw new Error('a body of another kind')
  return { method: 'POST', url, headers, body }
}

/** The recorded signature has no place beside the new one, in any case of letters. */
function withoutProof(headers: Readonly<Record<string, string>>, proof: object) {
  const names = Object.keys(proof).map(name => name.toLowerCase())
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())),
  )
}

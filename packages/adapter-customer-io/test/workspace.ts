import { fakeCustomerIo } from '@conduit/fake-platforms/customer-io'
import { statefulPlatform } from '@conduit/testing'
import { APIClient, TrackClient } from 'customerio-node'

export const keys = {
  appApiKey: 'invented-app-api-key',
  siteId: 'invented-site',
  trackApiKey: 'invented-track-key',
}

/** A fake workspace, and Customer.io's own clients, which lead to it. */
export async function workspace() {
  const fake = fakeCustomerIo()
  const platform = await statefulPlatform(fake.answer)
  const track = new TrackClient(keys.siteId, keys.trackApiKey, { url: `${platform.origin}/api/v1` })
  const api = new APIClient(keys.appApiKey, { url: `${platform.origin}/v1` })
  for (const { request } of [track, api]) withoutLength(request)
  return { fake, platform, track, api }
}

/** The client says a body's length, and so does Node 20: a newer undici than Node's own refuses both. */
function withoutLength(request: TrackClient['request']): void {
  const options = request.options.bind(request)
  request.options = (...of) => {
    const { headers, ...call } = options(...of)
    const { 'Content-Length': _length, ...others } = headers
    return { ...call, headers: others }
  }
}

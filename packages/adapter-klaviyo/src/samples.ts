import { createHmac } from 'node:crypto'
import { type Samples, valueAt } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign(request, settings, at) {
    const { signingSecret } = settings
    const header = (wanted: string) =>
      Object.entries(request.headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
    // Nothing signs a flow's call.
    if (typeof signingSecret !== 'string' || header('x-klaviyo-flow-id') !== undefined) return null
    const timestamp = header('klaviyo-timestamp') ?? at.toUTCString()
    const hmac = createHmac('sha256', signingSecret).update(request.body).update(timestamp)
    // The webhook's id stands in the body, and proves nothing in a header.
    return { 'klaviyo-signature': hmac.digest('hex'), 'klaviyo-timestamp': timestamp }
  },
  // The time that counts stands in the body; a flow's call has none.
  refresh(request, at) {
    const document: unknown = documentOf(request.body)
    const meta = valueAt(document, '/meta')
    if (typeof meta !== 'object') return request
    const fresh = { ...Object(document), meta: { ...meta, timestamp: at.toISOString() } }
    return { ...request, body: JSON.stringify(fresh) }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

function documentOf(body: string | Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}

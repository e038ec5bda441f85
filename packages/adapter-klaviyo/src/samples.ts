import { createHmac } from 'node:crypto'
import { type Samples, valueAt } from '@conduit/core'
import { toleranceSeconds } from './parse-event.ts'

const samples: Samples = {
  sign(request, settings, at) {
    const { signingSecret } = settings
    const header = (wanted: string) =>
      Object.entries(request.headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
    // Nothing signs a flow's call, nor a batch whose own time is too old by now.
    if (typeof signingSecret !== 'string' || header('x-klaviyo-flow-id') !== undefined) return null
    const meta = metaOf(request.body)
    const age = at.getTime() - Date.parse(String(valueAt(meta, '/timestamp')))
    if (Math.abs(age) > toleranceSeconds * 1000) return null
    const timestamp = header('klaviyo-timestamp') ?? at.toUTCString()
    const hmac = createHmac('sha256', signingSecret).update(request.body).update(timestamp)
    const id = settings.webhookId ?? valueAt(meta, '/klaviyo_webhook_id')
    return {
      'klaviyo-signature': hmac.digest('hex'),
      'klaviyo-timestamp': timestamp,
      'klaviyo-webhook-id': String(id),
    }
  },
  recordings: new URL('../../recordings/', import.meta.url),
}

export default samples

function metaOf(body: string | Uint8Array): unknown {
  try {
    return valueAt(JSON.parse(Buffer.from(body).toString()), '/meta')
  } catch {
    return undefined
  }
}

import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign(request, settings) {
    // A ping goes without.
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return null
    const hmac = createHmac('sha256', String(settings.signingSecret)).update(request.body)
    return { 'x-wc-webhook-signature': hmac.digest('base64') }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'

const samples: Samples = {
  sign(request, settings) {
    const hmac = createHmac('sha256', String(settings.signingSecret))
    return { 'intuit-signature': hmac.update(request.body).digest('base64') }
  },
  recordings: new URL('../../recordings/', import.meta.url),
}

export default samples

import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign(request, settings) {
    const hmac = createHmac('sha256', String(settings.signingSecret))
    return { 'x-netsuite-signature': hmac.update(request.body).digest('hex') }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign(request, { signingSecret }) {
    const isJson = request.headers['content-type']?.startsWith('application/json')
    if (isJson !== true || typeof signingSecret !== 'string') return null
    const hmac = createHmac('sha256', signingSecret).update(request.body)
    return { 'x-salesforce-signature': `sha256=${hmac.digest('hex')}` }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

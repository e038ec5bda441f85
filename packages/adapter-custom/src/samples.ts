import { createHash, createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'

const samples: Samples = {
  sign({ headers, body }, { signingSecret }, at) {
    if (typeof signingSecret !== 'string') return null
    const id = headers['webhook-id'] ?? `msg_${createHash('sha256').update(body).digest('hex')}`
    const timestamp = String(Math.floor(at.getTime() / 1000))
    const key = Buffer.from(signingSecret.replace(/^whsec_/, ''), 'base64')
    const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body)
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${hmac.digest('base64')}`,
    }
  },
  recordings: new URL('../../recordings/', import.meta.url),
}

export default samples

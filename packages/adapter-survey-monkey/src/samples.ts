import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign({ method, body }, { clientId, signingSecret, authorization }) {
    if (method === 'HEAD') return null
    const hmac = createHmac('sha1', `${clientId}&${signingSecret}`).update(body)
    return {
      'sm-signature': hmac.digest('base64'),
      ...(typeof authorization === 'string' && { authorization }),
    }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

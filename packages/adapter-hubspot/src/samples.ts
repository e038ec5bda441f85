import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { calledUri, signedUri } from './signed-uri.ts'

const samples: Samples = {
  sign({ method, url, body }, settings, at) {
    const { publicUrl, signingSecret } = settings
    const uri = calledUri(url, typeof publicUrl === 'string' ? { publicUrl } : {})
    const timestamp = `${at.getTime()}`
    const hmac = createHmac('sha256', String(signingSecret))
    hmac
      .update(method + signedUri(uri))
      .update(body)
      .update(timestamp)
    return {
      'x-hubspot-signature-v3': hmac.digest('base64'),
      'x-hubspot-request-timestamp': timestamp,
    }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  assumes: { portalId: '891472211' },
}

export default samples

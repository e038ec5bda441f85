import { createHash, createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { calledUri, signedUri } from './signed-uri.ts'
import { technical } from './technical.ts'

const samples: Samples = {
  sign({ method, url, body }, settings, at) {
    const { publicUrl, signingSecret, acceptLegacySignatures } = settings
    const uri = calledUri(url, typeof publicUrl === 'string' ? { publicUrl } : {})
    if (acceptLegacySignatures === true && isOfWorkflow(body)) {
      const hash = createHash('sha256').update(`${signingSecret}${method}${uri}`)
      return {
        'x-hubspot-signature': hash.update(body).digest('hex'),
        'x-hubspot-signature-version': 'v2',
      }
    }
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
  technical,
  assumes: { portalId: '891472211' },
}

/** Workflows send one object and sign it by the second version, which holds no time; events come as a list. */
function isOfWorkflow(body: string | Uint8Array): boolean {
  return Buffer.from(body).toString('latin1').trimStart().startsWith('{')
}

export default samples

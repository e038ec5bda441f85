import { createHash, createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { calledUri, signedUri } from './signed-uri.ts'

const samples: Samples = {
  sign({ method, url, headers, body }, settings, at) {
    const { publicUrl, signingSecret } = settings
    const uri = calledUri(url, typeof publicUrl === 'string' ? { publicUrl } : {})
    if (versionOf(headers) === 'v2') {
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
  assumes: { portalId: '891472211' },
}

/** Workflows sign by the second version, and have no third one. */
function versionOf(headers: Readonly<Record<string, string>>): string | undefined {
  const name = 'x-hubspot-signature-version'
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]
}

export default samples

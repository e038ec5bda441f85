import { createHmac } from 'node:crypto'
import type { JsonObject, SampleRequest, Samples } from '@conduit/core'
import { signAudienceRequest } from '@conduit/lib-mailchimp'

const samples: Samples = {
  sign(request, settings, at) {
    const { product, signingSecret } = settings
    if (typeof signingSecret !== 'string') return null
    if (product === 'marketing') return signAudienceRequest(request.body, signingSecret, at)
    return { 'x-mandrill-signature': mandrillSignature(request, settings, signingSecret) }
  },
  recordings: new URL('../../recordings/', import.meta.url),
}

function mandrillSignature({ url, body }: SampleRequest, { webhookUrl }: JsonObject, key: string) {
  const fields = new URLSearchParams(Buffer.from(body).toString())
  fields.sort()
  const text = [...fields].flat().join('')
  const hmac = createHmac('sha1', key).update(`${webhookUrl ?? url}${text}`)
  return hmac.digest('base64')
}

export default samples

import { createHmac } from 'node:crypto'
import type { JsonObject, SampleRequest, Samples } from '@conduit/core'
import { audienceTechnical, signAudienceRequest } from '@conduit/lib-mailchimp/samples'
import { mandrillTechnical } from './mandrill-technical.ts'

const samples: Samples = {
  sign(request, settings, at) {
    const { product, signingSecret } = settings
    if (typeof signingSecret !== 'string') return null
    if (product === 'marketing') return signAudienceRequest(request.body, signingSecret, at)
    return { 'x-mandrill-signature': mandrillSignature(request, settings, signingSecret) }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical: [...mandrillTechnical, ...audienceTechnical],
}

function mandrillSignature({ url, body }: SampleRequest, { webhookUrl }: JsonObject, key: string) {
  const fields = new URLSearchParams(Buffer.from(body).toString())
  fields.sort()
  const text = [...fields].flat().join('')
  const hmac = createHmac('sha1', key).update(`${webhookUrl ?? url}${text}`)
  return hmac.digest('base64')
}

export default samples

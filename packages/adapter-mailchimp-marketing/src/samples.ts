import type { Samples } from '@conduit/core'
import { audienceTechnical, signAudienceRequest } from '@conduit/lib-mailchimp/samples'

const samples: Samples = {
  sign({ body }, { signingSecret }, at) {
    return typeof signingSecret === 'string' ? signAudienceRequest(body, signingSecret, at) : null
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical: audienceTechnical,
}

export default samples

import type { Samples } from '@conduit/core'
import Stripe from 'stripe'

const samples: Samples = {
  sign(request, settings, at) {
    const header = Stripe.webhooks.generateTestHeaderString({
      payload: Buffer.from(request.body).toString(),
      secret: String(settings.signingSecret),
      timestamp: Math.floor(at.getTime() / 1000),
    })
    return { 'stripe-signature': header }
  },
  recordings: new URL('../../recordings/', import.meta.url),
}

export default samples

import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'

const samples: Samples = {
  // The platform's half of `verifySignature`; null where it signs nothing.
  sign({ body }, settings, at) {
    // #region sign
    const time = String(Math.floor(at.getTime() / 1000))
    const hmac = createHmac('sha256', String(settings.signingSecret)).update(`${time}.`)
    return { 'x-lane-timestamp': time, 'x-lane-signature': hmac.update(body).digest('hex') }
    // #endregion
  },
  recordings: new URL('../../recordings/', import.meta.url),
  // Texts that are nobody's, from the top of a body or an answer: what people write is never one.
  technical: [
    // #region technical texts
    { path: '/delivery', class: 'id' },
    { path: '/events/*/{id,list_id}', class: 'id' },
    { path: '/events/*/{type,member/tier}', class: 'enum' },
    { path: '/events/*/at', class: 'time' },
    { path: '/events/*/currency', class: 'code' },
    // #endregion
  ],
}

export default samples

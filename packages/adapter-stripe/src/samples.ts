import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign({ body }, { signingSecret }, at) {
    const time = Math.floor(at.getTime() / 1000)
    const hmac = createHmac('sha256', String(signingSecret)).update(`${time}.`).update(body)
    return { 'stripe-signature': `t=${time},v1=${hmac.digest('hex')}` }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

import { createHmac } from 'node:crypto'
import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign({ body }, { signingSecret }, at) {
    if (typeof signingSecret !== 'string') return null
    const time = `${Math.floor(at.getTime() / 1000)}`
    const hmac = createHmac('sha256', signingSecret).update(`v0:${time}:`).update(body)
    return { 'x-cio-timestamp': time, 'x-cio-signature': hmac.digest('hex') }
  },
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples

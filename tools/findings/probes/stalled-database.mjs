import { randomBytes } from 'node:crypto'
import { post, stripeEvent, stripeHeaders, stripeSecret } from '../call.mjs'
import { proxyFor } from '../proxy.mjs'
import { startServer } from '../server.mjs'

/** A database of which nothing was heard kept a sender waiting until it gave up, and the server never recovered. */
export default async ({ checkout, newFolder, postgres, skip }) => {
  const database = await postgres()
  if (database === null) return skip('no server: PostgreSQL')
  const proxy = await proxyFor(database)
  const env = {
    DATABASE_URL: proxy.url,
    CONDUIT_MASTER_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  }
  const server = await startServer({ checkout, folder: newFolder(), env })
  try {
    const { id } = await server.controller()
    const { url } = await server.integration(id, 'stripe', { signingSecret: stripeSecret })
    const send = async name => {
      const body = stripeEvent(name)
      return (await post(url, body, stripeHeaders(body), 15_000)).status
    }
    for (let index = 0; index < 3; index += 1) {
      const status = await send(`evt_before_${index}`)
      if (status !== 200) return `before the stall the answer was ${status}`
    }
    proxy.become('silent')
    const stalled = await Promise.all(['evt_stalled', 'evt_stalled_too'].map(send))
    const other = stalled.find(status => status !== 503)
    if (other !== undefined) return `while it stalled the answer was ${other || 'none in 15 s'}`
    proxy.become('open')
    const until = Date.now() + 15_000
    let after = 0
    while (after !== 200 && Date.now() < until) after = await send('evt_after')
    return after === 200 ? null : `15 s after the stall the answer was still ${after}`
  } finally {
    await server.stop()
    proxy.close()
  }
}

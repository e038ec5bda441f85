import { cheap, post, stripeEvent, stripeHeaders, stripeSecret } from '../call.mjs'

/** Blanks in a charset were read in time of their cube: 21 s for 4,000. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const { url } = await server.integration(id, 'stripe', { signingSecret: stripeSecret })
  const body = stripeEvent('evt_type')
  const headers = {
    ...stripeHeaders(body),
    'content-type': `application/json; charset=${' '.repeat(4_000)}"x"y`,
  }
  return await cheap(server, 4, async () => {
    const { status } = await post(url, body, headers)
    return status === 415 ? null : `was answered ${status}`
  })
}

import { post, stripeEvent, stripeHeaders, stripeSecret } from '../call.mjs'

/** A signature with two times was taken: which of them was signed was a guess. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const { url } = await server.integration(id, 'stripe', { signingSecret: stripeSecret })
  const body = stripeEvent('evt_times')
  const now = Math.floor(Date.now() / 1000)
  const { 'stripe-signature': signed } = stripeHeaders(body, now)
  for (const header of [`t=${now - 40},${signed}`, `${signed},t=${now - 40}`]) {
    const { status } = await post(url, body, { 'stripe-signature': header })
    if (status === 200) return 'a signature with two times was taken'
  }
  return null
}

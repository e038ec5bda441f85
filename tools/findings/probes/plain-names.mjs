import { post, stripeEvent, stripeHeaders, stripeSecret } from '../call.mjs'

/** What came as the name of an event was kept in clear, whatever it was. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const { url } = await server.integration(id, 'stripe', { signingSecret: stripeSecret })
  for (const type of [
    'customer.jenny@example.com',
    `customer.${'x'.repeat(300)}`,
    'customer.<b>',
  ]) {
    const body = stripeEvent(`evt_${type.length}`, {}, type)
    await post(url, body, stripeHeaders(body))
  }
  const kept = (await server.activities(id)).map(({ eventType }) => eventType)
  const odd = kept.filter(type => type.length > 100 || /[@<>]/.test(type))
  return odd.length === 0 ? null : `kept in clear: ${odd.map(each => each.slice(0, 40)).join(', ')}`
}

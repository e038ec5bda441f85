import { post, stripeEvent, stripeHeaders, stripeSecret } from '../call.mjs'

/** What came with a text in the place of an object was recorded, and when it came right a repetition. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const { url } = await server.integration(id, 'stripe', { signingSecret: stripeSecret })
  const send = async shipping => {
    const body = stripeEvent('evt_wrong', { shipping })
    return await post(url, body, stripeHeaders(body))
  }
  await send('Jenny Example, 1 Main Street')
  const { status, text } = await send({
    name: 'Jenny Example',
    address: { line1: '1 Main Street' },
  })
  if (status !== 200) return `the right one was answered ${status}`
  return JSON.parse(text).data.duplicate ? 'the right one was taken for a repetition' : null
}

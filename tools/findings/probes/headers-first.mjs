import { headOf, raw, shopifySecret } from '../call.mjs'

/** A body was read though what would prove it was not there. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const settings = { signingSecret: shopifySecret, shopDomains: ['headers-example.myshopify.com'] }
  const { url } = await server.integration(id, 'shopify', settings)
  const { socket, answer } = raw(url, headOf(url, 500), 15_000)
  const said = await answer
  socket.destroy()
  return said.startsWith('HTTP/1.1 401 ')
    ? null
    : 'a call without a signature had its body waited for'
}

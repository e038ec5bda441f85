import { cheap, post } from '../call.mjs'

/** A form of pluses was decoded one by one: 7 s for 16 MB, before its signature was looked at. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const settings = { product: 'transactional', signingSecret: 'invented-secret-of-mandrill' }
  const { url } = await server.integration(id, 'mailchimp', settings)
  const body = `mandrill_events=${'+'.repeat(16 * 1_048_576 - 100)}`
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-mandrill-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  }
  return await cheap(server, 3, async () => {
    const { status } = await post(url, body, headers)
    return status === 401 ? null : `was answered ${status}`
  })
}

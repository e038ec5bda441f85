import { post } from '../call.mjs'

/** A proxy that gives a port with an address made a list of addresses fail: 500. */
export default async ({ usual }) => {
  const { url } = await usual()
  const from = async address => {
    const headers = { 'x-forwarded-for': address }
    return (await post(`${url}/api/v1/integrations/eventbrite/event`, '{}', headers)).status
  }
  const expected = { '203.0.113.7:50001': 401, '198.51.100.7:50001': 404, unknown: 404 }
  for (const [address, status] of Object.entries(expected)) {
    const found = await from(address)
    if (found !== status) return `${address} was answered ${found} in place of ${status}`
  }
  return null
}

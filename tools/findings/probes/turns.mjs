import { post } from '../call.mjs'
import { customSettings, customUrl } from '../custom.mjs'

const fields = [{ pointer: '/email', category: 'email', subject: true }]

/** Four calls of 20,000 events made somebody else's webhook wait for 13 s. */
export default async ({ usual }) => {
  const server = await usual()
  const loud = await server.controller('Loud Ltd')
  const quiet = await server.controller('Quiet Ltd')
  await server.integration(loud.id, 'custom', customSettings(fields, '/events'))
  await server.integration(quiet.id, 'custom', customSettings(fields))
  const ended = []
  const large = Array.from({ length: 4 }, async (_, call) => {
    const { status } = await post(customUrl(server, loud), batchOf(call, 12_000))
    ended.push(`large: ${status}`)
  })
  const event = JSON.stringify({ type: 'user.created', email: 'jenny@example.com' })
  const small = async () => {
    const { status } = await post(customUrl(server, quiet), event)
    ended.push(`small: ${status}`)
  }
  await new Promise(resolve => setTimeout(resolve, 200))
  await Promise.all([...large, small()])
  // One of the large ones may have ended before the small one came.
  return ended.slice(0, 2).includes('small: 200')
    ? null
    : `they were answered in this order: ${ended.join(', ')}`
}

function batchOf(call, size) {
  const events = Array.from({ length: size }, (_, index) => ({
    type: 'user.created',
    email: `${call}-${index}@b.example`,
  }))
  return JSON.stringify({ events })
}

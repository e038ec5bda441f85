import { headOf, raw } from '../call.mjs'

/** A body that dribbled was waited for 89 s where 30 were declared. */
export default async ({ usual }) => {
  const { url } = await usual()
  const head = headOf(`${url}/api/v1/integrations/quickbooks/event`, 100, ['intuit-signature: x'])
  const { socket, answer } = raw(url, head, 45_000)
  const dribble = setInterval(() => socket.write('x'), 1_000)
  const ended = await answer
  clearInterval(dribble)
  socket.destroy()
  return ended === '' ? 'a slow body was waited for more than 45 s' : null
}

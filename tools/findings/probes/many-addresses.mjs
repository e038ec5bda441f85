import { cheap, post } from '../call.mjs'
import { customSettings, customUrl } from '../custom.mjs'

/** Each identifier of a person was compared with all before it: 43 s for 50,000. */
export default async ({ usual }) => {
  const server = await usual()
  const controller = await server.controller()
  const field = { pointer: '/emails/*', category: 'email', subject: true }
  await server.integration(controller.id, 'custom', customSettings([field]))
  const emails = Array.from({ length: 50_000 }, (_, index) => `${index.toString(36)}@b.example`)
  const body = JSON.stringify({ type: 'user.created', emails })
  return await cheap(server, 12, async () => {
    const { status } = await post(customUrl(server, controller), body)
    return status === 200 ? null : `was answered ${status}`
  })
}

import { randomUUID } from 'node:crypto'
import { post, xeroHeaders } from '../call.mjs'
import { contactUpdated } from './takeover.mjs'

const days = 100

/** What was sent again after its keys were forgotten counted as new. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const { url } = await server.integration(id, 'xero', {})
  const body = contactUpdated(randomUUID(), new Date(Date.now() - days * 86_400_000))
  const { status } = await post(url, body, xeroHeaders(body))
  const [{ verification } = {}] = await server.activities(id)
  if (verification === 'late') return null
  return `an event of ${days} days ago was answered ${status} and is ${verification}`
}

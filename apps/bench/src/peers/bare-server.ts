// Fastify that parses the body and stores nothing: what HTTP and JSON alone cost.
import fastify from 'fastify'
import { peerPort } from './peer-environment.ts'

const app = fastify()
app.get('/health/live', async () => ({ status: 'ok' }))
app.post('/event', async request => {
  const { id } = request.body as { id: string }
  return { id, received: true, duplicate: false }
})
await app.listen({ host: '127.0.0.1', port: peerPort() })

import fastify from 'fastify'

const app = fastify()
app.get('/health/live', async () => ({ status: 'ok' }))
app.post('/event', async request => {
  const { id } = request.body as { id: string }
  return { status: 'success', data: { deliveryId: id, events: 1, duplicate: false } }
})
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
process.once('SIGTERM', () => app.close())

// The plain Fastify handler: Stripe's SDK checks the signature, one statement keeps the document.
import fastify from 'fastify'
import pg from 'pg'
import { peerDatabaseUrl, peerPort, peerSigningSecret } from './peer-environment.ts'
import { verifiedEvent } from './verified-event.ts'

const pool = new pg.Pool({ connectionString: peerDatabaseUrl() })
await pool.query(`create table if not exists events (
  id text primary key,
  type text not null,
  payload jsonb not null,
  received_at timestamptz not null default now()
)`)
const secret = peerSigningSecret()

const app = fastify()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
)
app.get('/health/live', async () => ({ status: 'ok' }))
app.post('/event', async (request, reply) => {
  const body = request.body as Buffer
  const event = verifiedEvent(body, request.headers['stripe-signature'], secret)
  if (event === null) return reply.code(400).send({ error: 'signature' })
  const { rowCount } = await pool.query(
    'insert into events (id, type, payload) values ($1, $2, $3) on conflict (id) do nothing',
    [event.id, event.type, body.toString()],
  )
  return { id: event.id, received: true, duplicate: rowCount === 0 }
})
await app.listen({ host: '127.0.0.1', port: peerPort() })

// Express 5 with a transaction per event: the claim, the customer, what happened, a line of audit.
import express from 'express'
import pg from 'pg'
import type Stripe from 'stripe'
import { peerDatabaseUrl, peerPort, peerSigningSecret } from './peer-environment.ts'
import { verifiedEvent } from './verified-event.ts'

const pool = new pg.Pool({ connectionString: peerDatabaseUrl() })
await pool.query(`
  create table if not exists events (
    id text primary key, type text not null, payload jsonb not null,
    received_at timestamptz not null default now()
  );
  create table if not exists customers (
    id text primary key, email text, phone text, name text,
    updated_at timestamptz not null default now()
  );
  create table if not exists activities (
    id bigint generated always as identity primary key,
    event_id text not null references events, customer_id text not null references customers,
    type text not null, occurred_at timestamptz not null
  );
  create index if not exists activities_of_customer on activities (customer_id, occurred_at);
  create table if not exists audit_lines (
    id bigint generated always as identity primary key,
    action text not null, target text not null, at timestamptz not null default now()
  );
`)
const secret = peerSigningSecret()

const app = express()
app.get('/health/live', (_request, response) => {
  response.json({ status: 'ok' })
})
const rawBody = express.raw({ type: 'application/json', limit: '1mb' })
app.post('/event', rawBody, async (request, response) => {
  const body: Buffer = request.body
  const event = verifiedEvent(body, request.headers['stripe-signature'], secret)
  if (event === null) {
    response.status(400).json({ error: 'signature' })
    return
  }
  const isNew = await keep(event, body.toString())
  response.json({ id: event.id, received: true, duplicate: !isNew })
})
app.listen(peerPort(), '127.0.0.1')

/** Returns whether the event is new. */
async function keep(event: Stripe.Event, payload: string): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const isNew = await write(client, event, payload)
    await client.query('commit')
    return isNew
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function write(client: pg.PoolClient, event: Stripe.Event, payload: string) {
  const customer = event.data.object as Stripe.Customer
  const { rowCount } = await client.query(
    'insert into events (id, type, payload) values ($1, $2, $3) on conflict (id) do nothing',
    [event.id, event.type, payload],
  )
  if (rowCount === 0) return false
  await client.query(
    `insert into customers (id, email, phone, name) values ($1, $2, $3, $4)
     on conflict (id) do update
     set email = excluded.email, phone = excluded.phone, name = excluded.name, updated_at = now()`,
    [customer.id, customer.email, customer.phone, customer.name],
  )
  await client.query(
    `insert into activities (event_id, customer_id, type, occurred_at)
     values ($1, $2, $3, to_timestamp($4))`,
    [event.id, customer.id, event.type, event.created],
  )
  await client.query('insert into audit_lines (action, target) values ($1, $2)', [
    'event.received',
    event.id,
  ])
  return true
}

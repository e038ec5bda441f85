import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import samples from '@conduit/adapter-stripe/samples'
import { decodeId } from '@conduit/core/host'
import { type Database, type DatabaseOptions, openDatabase } from '@conduit/db'
import type { Test } from 'tap'
import { customerEvent, stripeSettings } from './stripe.ts'

/** Where servers work that follow each other. */
export interface Place {
  readonly where: DatabaseOptions
  /** File of the erasure ledger. */
  readonly ledger: string
  /** Of an owner of the whole server. */
  readonly key: string
}

/** A server in a process of its own. */
export interface LeavingServer {
  readonly origin: string
  /** The data of a GraphQL call that must not fail. */
  readonly graph: <Data>(query: string, variables?: object, key?: string) => Promise<Data>
  /** Sends a signal, and resolves once it is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

/** An organisation with one integration. */
export interface Organisation {
  /** As the API has it. */
  readonly id: string
  /** As the database has it. */
  readonly controllerId: string
  /** Path and query of its webhook. */
  readonly webhook: string
}

const program = fileURLToPath(new URL('leaving-process.js', import.meta.url))

/** Starts a server whose clock begins at a time; it is killed when the test ends. */
export async function serverAt(t: Test, place: Place, time: Date): Promise<LeavingServer> {
  const words = [program, JSON.stringify(place.where), place.ledger, time.toISOString()]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
  }
  t.teardown(() => end('SIGKILL'))
  const ended = exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)))
  ended.catch(() => undefined)
  const [line] = await Promise.race([once(child.stdout, 'data'), ended])
  const origin = String(line).trim()
  const graph = async <Data>(
    query: string,
    variables: object = {},
    key = place.key,
  ): Promise<Data> => {
    const reply = await fetch(`${origin}/api/v1/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`)
    const { data, errors } = (await reply.json()) as {
      data: Data
      errors?: readonly { readonly extensions: { readonly code: string } }[]
    }
    if (errors === undefined) return data
    // A machine that has much else to do.
    if (errors[0]?.extensions.code === 'unavailable') return await graph(query, variables, key)
    throw new Error(JSON.stringify(errors))
  }
  return { origin, graph, end }
}

/** Opens the database while no server has it. */
export async function between<Result>(
  where: DatabaseOptions,
  look: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(where)
  try {
    return await look(database)
  } finally {
    await database.close()
  }
}

/** Makes an organisation with an integration of Stripe. */
export async function organisation(server: LeavingServer, name: string): Promise<Organisation> {
  const { createDataController } = await server.graph<{
    createDataController: { dataController: { id: string } }
  }>(
    `mutation($name: String!) {
      createDataController(input: { name: $name, phoneRegion: "US" }) { dataController { id } } }`,
    { name },
  )
  const { id } = createDataController.dataController
  const { addIntegration } = await server.graph<{ addIntegration: { webhookUrl: string } }>(
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl } }',
    { input: { dataControllerId: id, adapter: 'stripe', settings: stripeSettings } },
  )
  const { pathname, search } = new URL(addIntegration.webhookUrl)
  const controllerId = decodeId('controller', id)?.controllerId ?? ''
  return { id, controllerId, webhook: pathname + search }
}

/** Sends what Stripe tells of a customer, by the clock of a time. @returns the status */
export async function sendCustomer(
  server: LeavingServer,
  to: Organisation,
  { n, at }: { readonly n: number; readonly at: Date },
): Promise<number> {
  const body = customerEvent(`evt_${n}`, { id: `cus_${n}`, email: `jane-${n}@example.com` })
  const url = `https://hooks.example.com${to.webhook}`
  const request = { method: 'POST', url, headers: {}, body }
  const reply = await fetch(server.origin + to.webhook, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...samples.sign(request, stripeSettings, at),
    },
    body,
  })
  await reply.arrayBuffer()
  // As a platform does that is told to come again.
  return reply.status === 503 ? await sendCustomer(server, to, { n, at }) : reply.status
}

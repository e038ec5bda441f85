// Starts the server of a checkout and speaks to it as a client does.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The operator's own, for all integrations. */
export const xeroSecret = 'invented-for-a-run-of-findings'

/** What a busy machine needs to start a server with a new database. */
const startSeconds = 120
const stopSeconds = 5
const adminKey = 'cak_invented_for_a_run_of_findings'

/** Adapters that probes call, and what they are told. A proxy on this machine is believed. */
const usualConfig = `trustProxy: ['127.0.0.1']
adapters:
  custom: true
  eventbrite: { enabled: true, allow: ['203.0.113.0/24'] }
  klaviyo: true
  mailchimp: true
  quickbooks: true
  shopify: true
  stripe: true
  xero: { enabled: true, options: { signingSecret: '${xeroSecret}' } }
`

/** What `--json` prints once a server answers. */
const listens = /"url":\s*"(http[^"]+)"/

/** `conduit start`, in a checkout. */
const command = ['apps/cli/dist/src/main.js', 'start', '--json']

const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** A process that is not to outlive this one. */
export function endsWithUs(child) {
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/**
 * Runs `conduit start` of a checkout and does not wait for it.
 *
 * @param folder its working directory
 * @param env beside the usual: a free port, a key, no limit of calls
 * @returns the process, what it has written, and its end
 */
export function startProgram(options) {
  const { checkout, folder, env = {}, config = usualConfig, wrap = [], main = command } = options
  writeFileSync(join(folder, 'conduit.config.yaml'), config)
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(CONDUIT_.*|DATABASE_URL|REDIS_URL|NODE_OPTIONS)$/.test(name),
  )
  const usual = {
    CONDUIT_PORT: '0',
    CONDUIT_ADMIN_KEY: adminKey,
    CONDUIT_RATE_LIMIT_MAX: '1000000',
    CONDUIT_RATE_LIMIT_WINDOW: '15 minutes',
    LOG_LEVEL: 'error',
  }
  const [first, ...words] = [...wrap, process.execPath, join(checkout, main[0]), ...main.slice(1)]
  const child = spawn(first, words, {
    cwd: folder,
    env: { ...Object.fromEntries(own), ...usual, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endsWithUs(child)
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    said.stderr += text
  })
  const ended = once(child, 'close').then(([code]) => code)
  return { child, said, ended }
}

/** The same, once it listens. @throws if it does not */
export async function startServer(options) {
  const program = startProgram(options)
  const until = Date.now() + startSeconds * 1000
  while (!listens.test(program.said.stdout)) {
    const code = await Promise.race([program.ended, pause(50)])
    if (code !== undefined) throw new Error(`the server ended with ${code}: ${program.said.stderr}`)
    if (Date.now() > until) throw new Error('the server did not start in time')
  }
  const [, url] = listens.exec(program.said.stdout)
  return { ...program, ...clientOf(url), stop: () => stopProgram(program) }
}

/** Asks it to end, and makes it. */
export async function stopProgram({ child, ended }) {
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000)
  await ended
  clearTimeout(timer)
}

/** Seconds of CPU that a process has used; null: this system does not say. */
export function cpuSeconds(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [, , , , , , , , , , , user, system] = text.slice(text.lastIndexOf(')')).split(' ')
    return (Number(user) + Number(system)) / 100
  } catch {
    return null
  }
}

export function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

function clientOf(url) {
  const graph = async (query, variables = {}, key = adminKey) => {
    const reply = await fetch(`${url}/api/v1/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    })
    return await reply.json()
  }
  const asked = async (query, variables, key) => {
    const { data, errors } = await graph(query, variables, key)
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data
  }
  return {
    url,
    graph,
    /** A new organisation. @returns id, did and dxKey */
    async controller(name = 'Invented Ltd') {
      const { createDataController: made } = await asked(
        'mutation ($name: String!) { createDataController(input: { name: $name }) { dataController { id did } dxKey } }',
        { name },
      )
      return { ...made.dataController, dxKey: made.dxKey }
    },
    /** A new integration. @returns its id, and its URL on this machine */
    async integration(dataControllerId, adapter, settings, key) {
      const { addIntegration: made } = await asked(
        `mutation ($id: ID!, $adapter: String!, $settings: JSON!) {
          addIntegration(input: { dataControllerId: $id, adapter: $adapter, settings: $settings }) {
            integration { id } webhookUrl } }`,
        { id: dataControllerId, adapter, settings },
        key,
      )
      const { pathname, search } = new URL(made.webhookUrl ?? '/', url)
      return { id: made.integration.id, url: `${url}${pathname}${search}` }
    },
    /** A new API key. */
    async apiKey(role, dataControllerId = null) {
      const { createApiKey: made } = await asked(
        'mutation ($role: Role!, $id: ID) { createApiKey(input: { name: "probe", role: $role, dataControllerId: $id }) { apiKey } }',
        { role, id: dataControllerId },
      )
      return made.apiKey
    },
    /** What was recorded of an organisation, the newest first. */
    async activities(dataControllerId) {
      const { processingActivities } = await asked(
        `query ($id: ID!) { processingActivities(filter: { dataControllerId: $id }, first: 100) {
          nodes { id eventType verification account } } }`,
        { id: dataControllerId },
      )
      return processingActivities.nodes
    },
  }
}

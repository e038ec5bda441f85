import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setInterval as ticks } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { decodeId } from '@conduit/core/host'
import { t as root, type Test, test } from 'tap'
import { graph } from './support/graph.ts'
import { linesOf, type Names, namesOf, type PageStep, stepsOf } from './support/page.ts'
import { tellLetters } from './support/tell-letters.ts'
import { type TestServer, testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

const execute = promisify(execFile)
const page = await readFile(new URL('../../../../docs/privacy-office.md', import.meta.url), 'utf8')
const adapter = fileURLToPath(new URL('./support/letters-adapter.js', import.meta.url))

/** The page speaks of days of this week. */
const pageTime = Date.parse('2026-11-30T09:00:00Z')

const files = {
  'ines.txt': 'ines.perez@example.com\n',
  'objector.txt': 'objector@example.com\n',
  'consents.csv': [
    'email,purpose,channel,state,at',
    'ines.perez@example.com,Newsletter,post,withdrawn,2026-11-28\n',
  ].join('\n'),
  'requests.csv': [
    'email,type,received,channel',
    'one@example.com,access,2026-11-25,email',
    'two@example.com,access,2026-11-26,email',
    'three@example.com,access,2026-11-27,email\n',
  ].join('\n'),
}

/** A server at which an organisation is connected to a platform, which has told of three people. */
async function prepared(t: Test) {
  const begin = performance.now()
  const clock = () => new Date(pageTime + performance.now() - begin)
  const own = { withJobs: true, clock, coolingOffMilliseconds: 1 }
  const server = await testServer(t, { [adapter]: true }, own)
  const ines = { id: 'i1', email: 'ines.perez@example.com' }
  const same = { id: 'i2', email: 'i.perez@example.com' }
  const other = { id: 'i3', email: 'perez.i@example.com' }
  const purpose = 'audience d41c7be905'
  const { controller, integration } = await tellLetters(server, [
    { id: '1', member: ines, says: [{ channel: 'email', purpose, state: 'granted' }] },
    { id: '2', member: same },
    { id: '3', member: other },
    { id: '4', member: { id: ines.id, email: same.email } },
    { id: '5', member: { id: ines.id, email: other.email } },
  ])
  const entry = { dataControllerId: controller, name: 'Letters', recipients: ['A printer'] }
  await graph(
    server,
    'mutation($input: UpdateProcessingEntryInput!) { updateProcessingEntry(input: $input) { __typename } }',
    { input: { ...entry, integrationIds: [integration] } },
  )
  return { server, names: namesOf({ 'ctl_…': controller }), cwd: t.testdir(files) }
}

/** What a walk along the page needs. */
interface Walk extends Awaited<ReturnType<typeof prepared>> {
  readonly env: Record<string, string>
  /** The function of the page that asks the API. */
  ask: string
}

/** Types what stands in a block. */
async function type(t: Test, walk: Walk, commands: string): Promise<void> {
  const { server, names, env, cwd } = walk
  if (commands.startsWith('ask() {')) {
    walk.ask = commands.replace('http://127.0.0.1:8080', server.url)
    return
  }
  for (const { words, comment } of linesOf(commands)) {
    const [program, ...rest] = words.map(names.fill)
    if (program === 'export') {
      const [name = '', value = ''] = (rest[0] ?? '').split('=')
      env[name] = value
      continue
    }
    t.equal(program, 'conduit')
    const { exitCode, stdout, stderr } = await server.call(rest, { cwd, env, showing: true })
    t.equal(exitCode, 0, `${words.join(' ')} ${stderr}`)
    names.learn(comment, stdout)
  }
}

/** Asks the API by the page's own function, in a shell. */
async function ask(t: Test, { ask: own, names, env }: Walk, question: string): Promise<void> {
  const args = ['-c', `${own}\n${question.replace(/^ask '[^']*'/, names.fill)}`]
  const { stdout } = await execute('sh', args, { env: { ...env, PATH: process.env.PATH } })
  const { errors } = JSON.parse(stdout) as { errors?: unknown }
  t.same(errors, undefined, question)
  const [, comment = ''] = /'[^']*#([^']*)$/.exec(question) ?? []
  names.learn(comment, stdout)
}

/** The minute comes in which an erasure is begun or gone on with, until it stands like this. */
async function erased(
  server: TestServer,
  names: Names,
  states: readonly string[],
): Promise<string> {
  const { database, enqueueRedaction } = server.services
  const ref = decodeId('redaction', names.of('rdn_…'))
  if (ref === null) throw new Error('not an id')
  await database.transaction(executor => enqueueRedaction(executor, ref))
  for await (const _tick of ticks(500)) {
    const { redaction } = await server.json<{ redaction: { state: string } }>([
      ...['redact', 'status', names.of('rdn_…')],
    ])
    if (states.includes(redaction.state)) return redaction.state
  }
  throw new Error('unreachable')
}

const ended = ['completed', 'partially_completed']

/** Walks along the page from its first step to its last. */
async function walkAlong(
  t: Test,
  run: (step: PageStep) => { commands: string | null; questions: readonly string[] },
): Promise<void> {
  const walk: Walk = { ...(await prepared(t)), env: { NO_COLOR: '1' }, ask: '' }
  const { server, names } = walk
  walk.env.CONDUIT_ADMIN_KEY = server.apiKey
  let count = 0
  for (const step of stepsOf(page)) {
    const { commands, questions } = run(step)
    // Recipients are told of what has been erased.
    if (/conduit notices/.test(commands ?? '')) await erased(server, names, ended)
    if (commands !== null) await type(t, walk, commands)
    for (const question of questions) await ask(t, walk, question)
    count += 1
    if (/approve/.test(`${commands}${questions.join('')}`)) await erased(server, names, ['waiting'])
  }
  t.ok(count > 20, `${count} steps`)
  t.equal(await erased(server, names, ended), 'completed')
  const list = ['requests', 'list', '--controller', names.of('ctl_…'), '--closed']
  const { dataSubjectRequests } = await server.json<{
    dataSubjectRequests: { id: string; status: string }[]
  }>(list)
  t.same(Object.fromEntries(dataSubjectRequests.map(({ id, status }) => [id, status])), {
    [names.of('req_…')]: 'completed',
    [names.of('req_excessive…')]: 'refused',
    [names.of('req_back…')]: 'cancelled',
    [names.of('req_twice…')]: 'duplicate',
  })
  t.match(await server.json(['subjects', 'show', names.of('sub_…')]), {
    dataSubject: { state: 'erased' },
  })
  const { suppressions } = await server.json<{ suppressions: { reason: string }[] }>([
    ...['suppressions', 'list', '--controller', names.of('ctl_…')],
  ])
  t.same([...new Set(suppressions.map(({ reason }) => reason))].toSorted(), ['erased', 'objection'])
}

test('the commands of the page do what it says', async t => {
  await walkAlong(t, ({ commands, questions }) => ({
    commands,
    questions: commands === null ? questions : [],
  }))
})

test('what asks the API does the same', async t => {
  await walkAlong(t, ({ commands, questions }) => ({
    commands: questions.length === 0 ? commands : null,
    questions,
  }))
})

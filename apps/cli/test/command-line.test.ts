import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'tap'
import { run } from './support/test-terminal.ts'

const execute = promisify(execFile)

test('help names every command, and each explains itself', async t => {
  const all = await run(['--help'])
  t.equal(all.exitCode, 0)
  for (const name of ['start', 'demo', 'integrations add', 'subjects find', 'quarantine replay']) {
    t.match(all.stdout, `  ${name}`)
  }
  const one = await run(['integrations', 'add', '--help'])
  t.equal(one.exitCode, 0)
  t.match(one.stdout, 'Usage: conduit integrations add <adapter> --controller <id>')
  t.match(one.stdout, '--set-json')
  const group = await run(['keys'])
  t.match(group.stdout, 'keys rotate')
  t.match((await run(['keys', 'master'])).stdout, 'keys master rotate')
  t.notMatch((await run(['keys', 'master', '--help'])).stdout, 'keys rotate')
  t.match(await run(['keys', 'master', 'turn']), {
    exitCode: 2,
    stderr: /there is no command “keys master turn”; see conduit keys master --help/,
  })
  t.notMatch(group.stdout, 'controllers')
})

test('the README lists the commands as the help does', async t => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const { stdout } = await run(['--help'])
  const inHelp = [...stdout.matchAll(/^ {2}(.+?) {2,}/gm)].map(([, command]) => command)
  const inReadme = [...readme.matchAll(/^conduit (.+)$/gm)].map(([, command]) => command)
  t.same(inReadme.slice(0, inHelp.length), inHelp)
})

test('a command line without a command shows the help and counts as wrong', async t => {
  const { exitCode, stdout } = await run([])
  t.equal(exitCode, 2)
  t.match(stdout, 'Usage')
})

test('what makes no sense ends with 2, on standard error, in one line', async t => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['frob'], /no command “frob”/],
    [['controllers', 'frob'], /no command “controllers frob”/],
    [['controllers', 'create'], /--name missing/],
    [['integrations', 'add', '--controller', 'x'], /<adapter> missing/],
    [['integrations', 'add'], /<adapter> and --controller missing/],
    [['controllers', 'list', '--frob'], /unknown option '--frob'/],
    [['controllers', 'list', '--url'], /--url needs a value; see/],
    [['controllers', 'list', '--url', '--json'], /--url needs a value; see/],
    [['controllers', 'list', '--json=yes'], /does not take an argument/],
    [['controllers', 'list', 'extra'], /too many arguments/],
    [
      ['controllers', 'list', '--url', 'ftp://example.com', '--key', 'k'],
      /--url must be an origin/,
    ],
    [['controllers', 'list'], /CONDUIT_ADMIN_KEY/],
    [['keys', 'rotate', '--controller', 'x', '--overlap', 'long'], /--overlap must be/],
    [['quarantine', 'replay'], /--all/],
    [['subjects', 'find', '--controller', 'x'], /give --email, --phone or --account/],
    [
      ['subjects', 'find', '--controller', 'x', '--email', 'a@example.com', '--phone', '1'],
      /give one of --email, --phone and --account/,
    ],
    [
      ['subjects', 'find', '--controller', 'x', '--account', '5'],
      /--account and --integration go together/,
    ],
  ]
  for (const [words, message] of wrong) {
    const { exitCode, stdout, stderr } = await run(words)
    t.equal(exitCode, 2, words.join(' '))
    t.equal(stdout, '')
    t.match(stderr, message)
    t.equal(stderr.trimEnd().split('\n').length, 1)
  }
})

test('without a server the command fails and says how to start one', async t => {
  const words = ['controllers', 'list', '--url', 'http://127.0.0.1:1', '--key', 'cak_none']
  const { exitCode, stderr } = await run(words)
  t.equal(exitCode, 1)
  t.match(stderr, 'no server answers at http://127.0.0.1:1')
  t.match(stderr, 'conduit start')
  t.notMatch(stderr, 'cak_none')
})

test('the help is there before anything of the server is loaded', async t => {
  const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
  // Node names each module that it loads. By way of `env`, or a test runner loads its own as well.
  const env = { ...process.env, NODE_DEBUG: 'esm' }
  const args = ['-u', 'NODE_OPTIONS', process.execPath, main, '--help']
  const { stdout, stderr } = await execute('env', args, { env })
  t.match(stdout, 'Usage: conduit <command>')
  const loaded = [...stderr.matchAll(/Translating \w+ (file:\S+\.js)/g)].map(([, url]) => url)
  t.ok(loaded.includes(pathToFileURL(main).href))
  const own = new URL('../src/', import.meta.url).href
  t.same(
    loaded.filter(url => url?.startsWith(own) !== true),
    [],
  )
})

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DatabaseError } from '@conduit/db'
import { generateMasterKey } from '@conduit/privacy'
import { ConfigError, startFault } from '@conduit/server'
import { test } from 'tap'

const run = promisify(execFile)

function systemError(syscall: string, code: string): Error {
  return Object.assign(new Error(`${code}: /home/canary`), { syscall, code, path: '/home/canary' })
}

test('what an operator can mend is told in a sentence without values', async t => {
  const sentences: readonly (readonly [unknown, RegExp])[] = [
    [new ConfigError([{ path: 'CONDUIT_PORT', message: 'a number' }]), /CONDUIT_PORT: a number/],
    [systemError('listen', 'EADDRINUSE'), /CONDUIT_PORT/],
    [systemError('listen', 'EADDRNOTAVAIL'), /CONDUIT_HOST/],
    [systemError('getaddrinfo', 'ENOTFOUND'), /CONDUIT_HOST/],
    [systemError('listen', 'EMFILE'), /^the server cannot listen \(EMFILE\)$/],
    [systemError('open', 'EROFS'), /^a file in the data directory cannot be used \(EROFS\)$/],
    [new DatabaseError('3D000', null, null), /DATABASE_URL names does not exist/],
    [new DatabaseError('28P01', null, null), /password of DATABASE_URL/],
    [new DatabaseError('23505', 'things', null), /23505 things\); see its own log$/],
  ]
  for (const [error, sentence] of sentences) {
    t.match(startFault(error), sentence)
    t.notMatch(startFault(error), 'canary')
  }
})

test('a fault of ours is none that an operator can mend', async t => {
  t.equal(startFault(new TypeError('canary')), null)
  t.equal(startFault(Object.assign(new Error('canary'), { code: '42703' })), null)
})

test('the server as a program says it too, and no more', async t => {
  const cwd = t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' })
  const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: 'postgres://127.0.0.1:1/nothing',
    CONDUIT_MASTER_KEY: generateMasterKey(),
  }
  await t.rejects(run(process.execPath, [main], { cwd, env }), {
    code: 1,
    stderr: 'the database cannot be reached (ECONNREFUSED)\n',
  })
})

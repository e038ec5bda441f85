import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { whoseError } from '../src/adapters/whose-error.ts'

type Caller = { readonly call: (work: () => unknown) => unknown }

test('an error is of the adapter whose package it stands in', async t => {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), 'conduit-whose-')))
  const make = async (name: string) => {
    const root = join(cwd, 'node_modules', '@acme', name)
    await mkdir(join(root, 'lib'), { recursive: true })
    await writeFile(join(root, 'package.json'), '{"type":"module"}')
    const file = join(root, 'lib', 'index.js')
    await writeFile(file, 'export const call = work => { const made = work(); return made }')
    return { root, ...((await import(pathToFileURL(file).href)) as Caller) }
  }
  const one = await make('one')
  const other = await make('other')
  const roots = new Map([['one', one.root]])
  const caught = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return error
    }
  }
  const ofBoth = caught(() => one.call(() => new RangeError('canary')))
  t.equal(whoseError(ofBoth, 'unhandledRejection', roots), 'one', 'a promise was dropped')
  t.equal(whoseError(ofBoth, 'uncaughtException', roots), null, 'this file was broken off')
  const ofOther = caught(() => other.call(() => new RangeError('canary')))
  t.equal(whoseError(ofOther, 'unhandledRejection', roots), null)
  for (const nothing of [undefined, null, 'one', {}, Object.assign(new Error(), { stack: 7 })]) {
    t.equal(whoseError(nothing, 'unhandledRejection', roots), null)
  }
  const own = Object.assign(new Error('canary'), {
    stack: `Error: canary\n    at Timeout._onTimeout (${pathToFileURL(join(one.root, 'lib', 'index.js')).href}:1:30)\n    at listOnTimeout (node:internal/timers:581:17)`,
  })
  t.equal(whoseError(own, 'uncaughtException', roots), 'one', 'a timer of its own')
  const quoting = new Error(`\n    at x (${pathToFileURL(join(one.root, 'index.js')).href}:1:1)`)
  t.equal(whoseError(quoting, 'unhandledRejection', roots), null, 'a message is no place')
})

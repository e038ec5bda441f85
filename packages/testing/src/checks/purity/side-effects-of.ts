import crypto from 'node:crypto'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { type Undo, watchMembers } from './watch-members.ts'

/**
 * Runs a synchronous function while everything it could use behind our back is watched, and lists
 * what it used. Whatever it throws is its own affair.
 *
 * What is seen: the system's clocks, `Math.random`, random bytes and UUIDs, `process.env`, the
 * console, and the common ways to disk and network, also through named imports. What is not: a
 * function that a module kept for itself before (`const now = Date.now`), native addons, and what
 * runs later.
 */
export function sideEffectsOf(run: () => unknown): readonly string[] {
  const seen = new Set<string>()
  const undo = [
    ...watchClocks(seen),
    watchMembers(Math, ['random'], 'Math', seen),
    watchMembers(
      crypto,
      ['randomBytes', 'randomFillSync', 'randomUUID', 'randomInt'],
      'crypto',
      seen,
    ),
    watchMembers(globalThis.crypto, ['randomUUID', 'getRandomValues'], 'crypto', seen),
    watchMembers(globalThis, ['fetch', 'setTimeout', 'setImmediate'], 'globalThis', seen),
    watchMembers(fs, ['readFileSync', 'readFile', 'existsSync', 'openSync'], 'fs', seen),
    watchMembers(net, ['connect', 'createConnection'], 'net', seen),
    watchMembers(http, ['request', 'get'], 'http', seen),
    watchMembers(https, ['request', 'get'], 'https', seen),
    watchMembers(dns, ['lookup'], 'dns', seen),
    watchEnvironment(seen),
    ...watchOutput(seen),
  ]
  syncBuiltinESMExports()
  try {
    run()
  } catch {
    // A refusal is an answer too.
  } finally {
    for (const each of undo.reverse()) each()
    syncBuiltinESMExports()
  }
  return [...seen]
}

function watchClocks(seen: Set<string>): readonly Undo[] {
  const { Date: original } = globalThis
  const watched = new Proxy(original, {
    construct(target, given) {
      if (given.length === 0) seen.add('new Date()')
      return Reflect.construct(target, given)
    },
    apply(target, self, given) {
      seen.add('Date()')
      return Reflect.apply(target, self, given)
    },
    get(target, key) {
      if (key === 'now') seen.add('Date.now()')
      return Reflect.get(target, key)
    },
  })
  globalThis.Date = watched
  const undo = () => {
    globalThis.Date = original
  }
  return [
    undo,
    watchMembers(performance, ['now'], 'performance', seen),
    watchMembers(process, ['hrtime', 'uptime'], 'process', seen),
  ]
}

/** Nothing is written: the console itself looks at the environment. */
function watchOutput(seen: Set<string>): readonly Undo[] {
  const { stdout, stderr } = process
  return [
    watchMembers(
      console,
      ['debug', 'error', 'info', 'log', 'warn'],
      'console',
      seen,
      () => 'muted',
    ),
    watchMembers(stdout, ['write'], 'process.stdout', seen, () => 'muted'),
    watchMembers(stderr, ['write'], 'process.stderr', seen, () => 'muted'),
  ]
}

function watchEnvironment(seen: Set<string>): Undo {
  const original = process.env
  const look = (key: string | symbol) => void seen.add(`process.env.${String(key)}`)
  process.env = new Proxy(original, {
    get(target, key) {
      look(key)
      return Reflect.get(target, key)
    },
    has(target, key) {
      look(key)
      return Reflect.has(target, key)
    },
    ownKeys(target) {
      look('*')
      return Reflect.ownKeys(target)
    },
  })
  return () => {
    process.env = original
  }
}

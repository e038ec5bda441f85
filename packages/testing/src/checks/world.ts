import crypto from 'node:crypto'
import dns from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import tls from 'node:tls'

/** What becomes of a call: all but the free ones are told. */
type Treatment = 'watched' | 'muted' | 'closed' | 'free'
/** Undoes one change. */
type Undo = () => void

const aheadMilliseconds = 40 * 365 * 86_400_000

/**
 * Runs a synchronous function while everything it could use behind our back is watched, and lists
 * what it used. Whatever it throws is its own affair.
 *
 * What is seen: the system's clocks, `Math.random`, random bytes and UUIDs, `process.env`, the
 * console, and the common ways to disk and network, also through named imports. What is not: a
 * function that a module kept for itself before (`const now = Date.now`), native addons, and what
 * runs later.
 */
export function watchingTheWorld(run: () => unknown): readonly string[] {
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

/**
 * Runs something asynchronous while every common way to the network is closed, and lists the ways
 * that were tried. The fake platform has a way of its own.
 */
export async function withoutNetwork(run: () => Promise<unknown>): Promise<readonly string[]> {
  const seen = new Set<string>()
  const undo = [
    watchMembers(globalThis, ['fetch'], 'globalThis', seen, unlessOwn),
    watchMembers(net, ['connect', 'createConnection'], 'net', seen, unlessOwn),
    watchMembers(tls, ['connect'], 'tls', seen, unlessOwn),
    watchMembers(http, ['request', 'get'], 'http', seen, unlessOwn),
    watchMembers(https, ['request', 'get'], 'https', seen, unlessOwn),
    watchMembers(dns, ['lookup', 'resolve'], 'dns', seen, unlessOwn),
  ]
  syncBuiltinESMExports()
  try {
    await run()
  } finally {
    for (const each of undo.reverse()) each()
    syncBuiltinESMExports()
  }
  return [...seen]
}

/** Servers of our own look their address up before they listen. */
function unlessOwn([address]: readonly unknown[]): Treatment {
  return address === '127.0.0.1' ? 'free' : 'closed'
}

/**
 * Runs something asynchronous while the system's clock is years ahead, which nothing may notice that
 * has a clock of its own.
 */
export async function yearsAhead<T>(run: () => Promise<T>): Promise<T> {
  const { Date: original } = globalThis
  const shifted = () => original.now() + aheadMilliseconds
  globalThis.Date = new Proxy(original, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [shifted()] : given, newTarget),
    apply: () => new original(shifted()).toString(),
    get: (target, key) => (key === 'now' ? shifted : Reflect.get(target, key)),
  })
  try {
    return await run()
  } finally {
    globalThis.Date = original
  }
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

function watchMembers<T extends object>(
  owner: T,
  names: readonly (keyof T & string)[],
  title: string,
  seen: Set<string>,
  treat: (given: readonly unknown[]) => Treatment = () => 'watched',
): Undo {
  const originals = names.map(name => [name, Object.getOwnPropertyDescriptor(owner, name)] as const)
  for (const name of names) {
    const original = owner[name]
    if (typeof original !== 'function') continue
    const watched = new Proxy(original, {
      apply(target, self, given: readonly unknown[]) {
        const treatment = treat(given)
        if (treatment !== 'free') seen.add(`${title}.${name}()`)
        if (treatment === 'closed') throw new Error(`${title}.${name}() is closed here`)
        return treatment === 'muted' ? undefined : Reflect.apply(target, self, given)
      },
    })
    Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
  }
  return () => {
    for (const [name, descriptor] of originals) {
      if (descriptor === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, descriptor)
    }
  }
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

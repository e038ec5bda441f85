import { setTimeout as pause } from 'node:timers/promises'
import type { RedisServer } from '../parts/redis.ts'
import type { Scene } from '../scene/scene.ts'
import { type Fault, gone, type Struck } from './fault.ts'

const milliseconds = 6_000
/** Longer than before by what the least patient platform waits: no machine is as busy by chance. */
const longerWait = 5_000
/** Milliseconds that each of several calls would take longer at least, one after the other, if it waited for Redis. */
const patience = 250
const calmCalls = 50
const longestRecovery = 5_000
/** Calls in a window that ask for somebody to be erased and are of nobody; more are refused. */
const mostRedactCalls = 300
const told = 'rate limit store unreachable'

/** Faults of the Redis in which servers count together. */
export const faultsOfRedis: readonly Fault[] = [
  beside(
    'redis-hangs',
    'SIGSTOP of Redis',
    async redis => redis.freeze(),
    async redis => redis.thaw(),
  ),
  beside(
    'redis-dies',
    'kill -9 of Redis, which is started again, empty',
    redis => redis.kill(),
    redis => redis.start(),
  ),
  beside(
    'redis-slow',
    'each answer of Redis comes a second late',
    async redis => redis.become('slow'),
    async redis => redis.become('open'),
  ),
  beside(
    'redis-half-open',
    'connections to Redis are open and nothing passes',
    async redis => redis.become('silent'),
    async redis => redis.become('open'),
  ),
  beside(
    'redis-full',
    'Redis refuses whatever writes, as its memory is full',
    redis => redis.setFull(true),
    redis => redis.setFull(false),
  ),
  beside(
    'redis-closing',
    'connections to Redis break, and new ones are taken and closed',
    async redis => redis.become('closing'),
    async redis => redis.become('open'),
  ),
]

type Step = (redis: RedisServer) => Promise<void>

function beside(id: string, what: string, begin: Step, end: Step): Fault {
  const strike = (scene: Scene) => struckBeside(scene, begin, end)
  return {
    id,
    what: `${what}, for ${milliseconds / 1000} s; the limit holds and no call waits`,
    needs: () => ({ redis: true }),
    postgres: strike,
    pglite: strike,
  }
}

/**
 * Webhooks go on without Redis, and so does the limit, which a flood without a credential meets: counted by
 * the server alone. When Redis answers again the flood is counted there, where its window has hardly begun.
 */
async function struckBeside(scene: Scene, begin: Step, end: Step): Promise<Struck> {
  const { redis, load, servers } = scene
  const [server] = servers
  if (redis === null || server === undefined) throw new Error('there is no Redis in this scene')
  const { mean: calmMean } = await flood(server.origin, calmCalls)
  const hereBefore = await countedHere(server.origin)
  const waitBefore = Math.round(load.longestWaitOf(server.origin))
  const until = performance.now() + milliseconds
  await begin(redis)
  const { refused, mean } = await flood(server.origin, 2 * mostRedactCalls)
  await pause(Math.max(0, until - performance.now()))
  const wait = Math.round(load.longestWaitOf(server.origin))
  const here = (await countedHere(server.origin)) - hereBefore
  await end(redis)
  const struck = gone()
  const back = await untilCountedThere(server.origin)
  const findings = [
    here === 0 && 'the metric does not tell of calls that were counted without Redis',
    server.timesTold(told) === 0 && 'the log does not tell that Redis is away',
    refused === null && 'while Redis is away there is no limit',
    wait >= waitBefore + longerWait && `a call waited ${wait} ms`,
    mean >= calmMean + patience && `calls waited ${mean} ms on average, and ${calmMean} before`,
    back === null && 'Redis was not asked again in time',
  ]
  const notes = [
    `${here} calls were counted without Redis; the flood was refused at call ${refused}, a call each ${mean} ms, and ${calmMean} before`,
    `Redis was asked again after ${back} ms; longest wait before ${waitBefore} ms, meanwhile ${wait} ms`,
  ]
  return { ...struck, findings: findings.filter(each => each !== false), notes }
}

/**
 * Calls one after the other, until one is refused for number.
 *
 * @returns which that was, null: none of so many; and what a call took on average, in milliseconds
 */
async function flood(origin: string, calls: number) {
  const began = performance.now()
  const meanOf = (count: number) => Math.round((performance.now() - began) / count)
  for (let call = 1; call <= calls; call += 1)
    if ((await callOfNobody(origin)) === 429) return { refused: call, mean: meanOf(call) }
  return { refused: null, mean: meanOf(calls) }
}

/** @returns milliseconds; null: it took too long */
async function untilCountedThere(origin: string): Promise<number | null> {
  const began = performance.now()
  while (performance.now() - began <= longestRecovery) {
    if ((await callOfNobody(origin)) !== 429) return Math.round(performance.now() - began)
    await pause(20)
  }
  return null
}

/** One call that asks for somebody to be erased, of nobody. @returns its status */
async function callOfNobody(origin: string): Promise<number> {
  const url = `${origin}/api/v1/integrations/custom/customer-redact`
  const reply = await fetch(url, { method: 'POST' })
  await reply.arrayBuffer()
  return reply.status
}

/** Calls that the server has counted by itself. */
async function countedHere(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  const found = /^conduit_rate_limit_fallback_total (\d+)/m.exec(text)
  if (found === null) throw new Error('there is no such metric')
  return Number(found[1])
}

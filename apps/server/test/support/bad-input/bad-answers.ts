import type { FakeCall } from '@conduit/recordings'
import { canary } from './spoil.ts'

/** An answer that is none, and how a run ends that gets it. */
export interface BadAnswer {
  readonly name: string
  readonly response: FakeCall['response']
  /** Of the run; where it was a request for a token, of that. */
  readonly outcome: string
  /** What was wanted is given up, and shown so. Else it waits. */
  readonly isGivenUp?: boolean
  /** Where several calls are made it is tried with the first as well, which may be for a token. */
  readonly isAlsoFirst?: boolean
}

const ok = (body: string, headers: Record<string, string> = {}) => ({ status: 200, headers, body })
const tooMuch = `{"id":"1","text":"${'x'.repeat(10.5 * 1_048_576)}"}`
/** Two bytes for each character, as UTF-16 has it. */
const wide = [...`{"id":"${canary}"}`].map(character => `${character}\u0000`).join('')

const strange = (name: string, response: FakeCall['response']): BadAnswer => ({
  name,
  response,
  outcome: 'upstream_error',
})

/** What platforms answer when they do not answer what was asked. */
export const badAnswers: readonly BadAnswer[] = [
  strange('HTML', ok(`<!doctype html><p>${canary}</p>`, { 'content-type': 'text/html' })),
  strange('nothing', ok('')),
  strange('a redirect', {
    status: 301,
    headers: { location: `https://elsewhere.example/?${canary}` },
  }),
  strange('more than 10 MB', ok(tooMuch)),
  strange('UTF-16', ok(wide, { 'content-type': 'application/json; charset=utf-16' })),
  strange('an empty list', ok('[]')),
  strange('a list of an object', ok(`[{"id":"${canary}"}]`)),
  { ...strange('null', ok('null')), isAlsoFirst: true },
  strange('a number', ok('4711')),
  strange('a text', ok(`"${canary}"`)),
  strange('an empty object', ok('{}')),
  { ...strange('another object', ok(`{"error":"${canary}"}`)), isAlsoFirst: true },
  {
    name: '429 without Retry-After',
    response: { status: 429 },
    outcome: 'rate_limited',
    isAlsoFirst: true,
  },
  { name: '202', response: { status: 202, body: '{}' }, outcome: 'partial', isGivenUp: true },
  {
    name: '204',
    response: { status: 204 },
    outcome: 'partial',
    isGivenUp: true,
    isAlsoFirst: true,
  },
]

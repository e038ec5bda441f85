import assert from 'node:assert/strict'
import { type PlatformFault, withFault } from '../fake-platform/faults.ts'
import { type Observed, playRecording } from '../play/play.ts'
import {
  type AnsweredPlay,
  answeredPlays,
  answersOf,
  nothingAnswered,
  withAnswers,
} from './answers.ts'
import type { Check, SuiteContext } from './check.ts'

/** How a run may end when the first answer is this fault. */
const outcomes: Partial<Record<PlatformFault, readonly string[]>> = {
  // A new token may be asked for, which no script answers.
  unauthorized: ['auth_failed', 'upstream_error'],
  rate_limited: ['rate_limited'],
  server_error: ['upstream_error'],
  redirect: ['upstream_error'],
  html: ['upstream_error', 'auth_failed'],
  truncated: ['upstream_error'],
}

/** Platforms fail, and what they have not answered must be asked again. */
export const platformChecks: readonly Check[] = [
  {
    name: 'platform: what goes wrong there is reported, and nothing is lost',
    skip: nothingAnswered,
    run: async context => {
      const plays = answeredPlays(context)
      const polled = plays.find(({ recording }) => recording.poll !== undefined)
      const told = plays.find(({ recording }) => recording.poll === undefined)
      for (const play of [polled, told]) if (play !== undefined) await assertReported(context, play)
    },
  },
  {
    name: 'repetition: what is read twice is recorded once',
    skip: context =>
      nothingAnswered(context) ??
      (answeredPlays(context).some(({ observed }) => isPolled(observed))
        ? null
        : 'what it reads completes what it was told'),
    run: async context => {
      const { adapter, samples } = context
      for (const { recording, observed, file } of answeredPlays(context)) {
        if (!isPolled(observed)) continue
        const { activities } = await playRecording(adapter, samples, recording, { twice: true })
        const again = activities.map(({ type }) => type)
        assert.deepEqual(again, [], `${file}: recorded a second time`)
      }
    },
  },
]

async function assertReported(
  { adapter, samples }: SuiteContext,
  { file, recording }: AnsweredPlay,
): Promise<void> {
  for (const [fault, allowed] of Object.entries(outcomes)) {
    const what = `${file}: ${fault} to the first call`
    const answers = withFault(answersOf(recording), fault as PlatformFault)
    const changed = withAnswers(recording, answers)
    const observed = await playRecording(adapter, samples, changed)
    const [defect] = observed.sight.thrown
    assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${defect?.error}`)
    const outcome = outcomeOf(observed)
    assert.ok(allowed.includes(outcome), `${what}: outcome ${outcome}, not ${allowed.join(' or ')}`)
    const [{ state = {} }] = observed.rig.installation.connections
    assert.deepEqual(observed.state, state, `${what}: state`)
    const lost = observed.activities.filter(({ fetch }) => fetch === 'failed')
    assert.equal(lost.length, 0, `${what}: what was wanted waits no more`)
  }
}

function isPolled({ activities }: Observed): boolean {
  return activities.some(({ verification }) => verification === 'fetched')
}

function outcomeOf({ reply, reports }: Observed): string {
  const report = reports.at(-1)
  if (report !== undefined) return report.outcome
  try {
    return String((JSON.parse(reply.body) as { outcome?: unknown }).outcome)
  } catch {
    return `unknown, status ${reply.status}`
  }
}

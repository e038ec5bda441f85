import type { FakeCall } from '@conduit/recordings'
import { type Observed, type ObservedActivity, onStage, scriptOf } from '@conduit/recordings/player'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from './answers.ts'
import type { SuiteContext } from './check.ts'
import { type Trouble, troubles } from './troubles.ts'

/** A recording played while something went wrong at the platform, and read again when it was over. */
export interface TroubledRun {
  /** For a person to read: the file, what went wrong, and with which call. */
  readonly what: string
  readonly play: AnsweredPlay
  readonly trouble: Trouble
  /** Index of the call that was answered so. */
  readonly at: number
  /** While it lasted, and afterwards. */
  readonly during: Observed
  readonly after: Observed
  /** All that there is in the end. */
  readonly activities: readonly string[]
}

/** Further plays would send the adapter's code the same way. */
const mostPlays = 3
/** What befalls a call that is not the first. */
const later: ReadonlySet<string> = new Set(['403', '404', '500'])

const known = new WeakMap<SuiteContext, Promise<readonly TroubledRun[]>>()

/** Every trouble with the first call of a recording, and some of them with its last. */
export function troubledRuns(context: SuiteContext): Promise<readonly TroubledRun[]> {
  const runs = known.get(context) ?? runAll(context)
  known.set(context, runs)
  return runs
}

/** Recordings in which all goes well, those with the most calls first. */
export function smoothPlays(context: Pick<SuiteContext, 'plays'>): readonly AnsweredPlay[] {
  return answeredPlays(context)
    .filter(({ recording, observed }) => {
      const isWell = scriptOf(recording).every(({ response }) => response.status === 200)
      return isWell && outcomeOf(observed).outcome === 'ok' && recording.precededBy === undefined
    })
    .sort((a, b) => scriptOf(b.recording).length - scriptOf(a.recording).length)
}

/** Why nothing can be said of a run in which something goes wrong. */
export function nothingSmooth(context: SuiteContext): string | null {
  return (
    nothingAnswered(context) ??
    (smoothPlays(context).length > 0 ? null : 'in none of its recordings all goes well')
  )
}

/** How the reading ended: the worst of it, where several connections were read. */
export function outcomeOf({ reply, reports }: Pick<Observed, 'reply' | 'reports'>): {
  readonly outcome: string
  readonly retryAfterSeconds: number | null
} {
  const report = reports.find(({ outcome }) => outcome !== 'ok') ?? reports.at(-1)
  if (report !== undefined) return report
  try {
    return JSON.parse(reply.body)
  } catch {
    return { outcome: `none, status ${reply.status}`, retryAfterSeconds: null }
  }
}

/** What activities come to, in words that are the same whenever the same is recorded. */
export function summaryOf(activities: readonly Omit<ObservedActivity, 'connection' | 'people'>[]) {
  return activities
    .map(({ type, meaning, occurredAt, verification, fetch, fields }) => {
      const found = fields.map(({ category, path }) => `${category} ${path}`).sort()
      const time = occurredAt?.toISOString() ?? 'no time'
      return [type, meaning, time, verification, `read: ${fetch}`, ...found].join(', ')
    })
    .sort()
}

async function runAll(context: SuiteContext): Promise<readonly TroubledRun[]> {
  const runs: TroubledRun[] = []
  for (const play of smoothPlays(context).slice(0, mostPlays)) {
    const last = scriptOf(play.recording).length - 1
    for (const trouble of troubles) {
      const places = last > 0 && later.has(trouble.name) ? [0, last] : [0]
      for (const at of places) runs.push(await runOne(context, play, trouble, at))
    }
  }
  return runs
}

async function runOne(
  { adapter, samples }: SuiteContext,
  play: AnsweredPlay,
  trouble: Trouble,
  at: number,
): Promise<TroubledRun> {
  const { file, recording } = play
  const script: readonly FakeCall[] = scriptOf(recording)
  const spoilt = trouble.spoil(script, at, new Date(recording.receivedAt))
  return await onStage(adapter, samples, recording, async stage => {
    const during = await stage.play(recording, spoilt)
    const after = await stage.resume(during, recording, script)
    const what = `${file}: ${trouble.name} to call ${at + 1}`
    const activities = summaryOf(stage.rig.store.activities)
    return { what, play, trouble, at, during, after, activities }
  })
}

import { samePlace } from '@conduit/recordings'
import { onStage } from '@conduit/recordings/player'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from './answers.ts'
import { assertNone } from './assertions.ts'
import type { Check, SuiteContext } from './check.ts'
import { fromTheStart, leaksOf } from './leaks.ts'
import { type AnswerCanary, answerCanaries, markedAnswers } from './marked-answers.ts'
import { outcomeOf } from './troubled-runs.ts'

/** What is read at the platform is treated like what is sent. */
export const fetchedDataChecks: readonly Check[] = [
  {
    name: 'personal data: what is fetched is found, whatever it says',
    hint: 'hand extractPii the answer as the event’s data, and give tables.pii a row for each place in it.',
    skip: nothingToMark,
    run: async context => {
      for (const play of answeredPlays(context)) {
        const canaries = answerCanaries(play).filter(({ isCertain }) => isCertain)
        const { found } = await playMarked(context, play, canaries)
        const missed: AnswerCanary[] = []
        for (const canary of canaries) {
          if (found.has(canary)) continue
          // Another one may decide what was read; this one too, and then it is read no more.
          const alone = await playMarked(context, play, [canary])
          if (alone.isRead && !alone.found.has(canary)) missed.push(canary)
        }
        assertNone(missed.map(shown), `${play.file}: extractPii does not find`)
      }
    },
  },
  {
    name: 'personal data: what is fetched does not leave',
    hint: 'put no value that was read into a type, an account, a reason, a state or an error.',
    skip: nothingToMark,
    run: async context => {
      for (const play of answeredPlays(context)) {
        const canaries = answerCanaries(play)
        const { leaks, found } = await playMarked(context, play, canaries)
        assertNone(leaks, play.file)
        for (const canary of canaries) {
          if (found.has(canary)) continue
          const alone = await playMarked(context, play, [canary])
          assertNone(alone.leaks, `${play.file}: ${shown(canary)}`)
        }
      }
    },
  },
]

/** Plays a recording with canaries in the platform's answers. */
async function playMarked(
  { adapter, samples }: SuiteContext,
  play: AnsweredPlay,
  canaries: readonly AnswerCanary[],
) {
  const { recording, observed: clean } = play
  return await onStage(adapter, samples, recording, async stage => {
    const observed = await stage.play(recording, markedAnswers(play, canaries))
    const found = canaries.filter(({ answer, path, category }) =>
      observed.findings.some(
        field => field.in === answer && field.category === category && samePlace(field.path, path),
      ),
    )
    return {
      leaks: leaksOf(canaries, observed.reply, stage.rig, fromTheStart),
      found: new Set(found),
      isRead: outcomeOf(observed).outcome === outcomeOf(clean).outcome,
    }
  })
}

function nothingToMark(context: SuiteContext): string | null {
  if (nothingAnswered(context) !== null) return nothingAnswered(context)
  return answeredPlays(context).some(play => answerCanaries(play).length > 0)
    ? null
    : 'no recording holds personal data in an answer'
}

function shown({ category, path, answer }: AnswerCanary): string {
  return `${category} at ${path} of answer ${answer + 1}`
}

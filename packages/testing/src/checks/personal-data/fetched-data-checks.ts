import { samePlace } from '@conduit/recordings'
import { withPlayer } from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from '../platform/answered-plays.ts'
import { outcomeOf } from '../platform/outcome-of.ts'
import { type AnswerCanary, answerCanaries } from './answer-canaries.ts'
import { fromTheStart, leaksOf } from './leaks-of.ts'
import { scriptWithCanaries } from './script-with-canaries.ts'

/** What is read at the platform is treated like what is sent. */
export const fetchedDataChecks: readonly Check[] = [
  {
    name: 'personal data: what is fetched is found, whatever it says',
    hint: 'hand extractPii the answer as the event’s data, and give tables.pii a row for each place in it.',
    skip: noCanaries,
    run: async context => {
      for (const play of answeredPlays(context)) {
        const canaries = answerCanaries(play).filter(({ isCertain }) => isCertain)
        const { found } = await playWithCanaries(context, play, canaries)
        const missed: AnswerCanary[] = []
        for (const canary of canaries) {
          if (found.has(canary)) continue
          // Another one may decide what was read; this one too, and then it is read no more.
          const alone = await playWithCanaries(context, play, [canary])
          if (alone.isRead && !alone.found.has(canary)) missed.push(canary)
        }
        assertNone(missed.map(shown), `${play.file}: extractPii does not find`)
      }
    },
  },
  {
    name: 'personal data: what is fetched does not leave',
    hint: 'put no value that was read into a type, an account, a reason, a state or an error.',
    skip: noCanaries,
    run: async context => {
      for (const play of answeredPlays(context)) {
        const canaries = answerCanaries(play)
        const { leaks, found } = await playWithCanaries(context, play, canaries)
        assertNone(leaks, play.file)
        for (const canary of canaries) {
          if (found.has(canary)) continue
          const alone = await playWithCanaries(context, play, [canary])
          assertNone(alone.leaks, `${play.file}: ${shown(canary)}`)
        }
      }
    },
  },
]

/** Plays a recording with canaries in the platform's answers. */
async function playWithCanaries(
  { adapter, samples }: SuiteContext,
  play: AnsweredPlay,
  canaries: readonly AnswerCanary[],
) {
  const { recording, observed: clean } = play
  return await withPlayer(adapter, samples, recording, async player => {
    const observed = await player.play(recording, scriptWithCanaries(play, canaries))
    const found = canaries.filter(({ answer, path, category }) =>
      observed.foundFields.some(
        field => field.in === answer && field.category === category && samePlace(field.path, path),
      ),
    )
    return {
      leaks: leaksOf(canaries, observed.reply, player.server, fromTheStart),
      found: new Set(found),
      isRead: outcomeOf(observed).outcome === outcomeOf(clean).outcome,
    }
  })
}

function noCanaries(context: SuiteContext): string | null {
  if (nothingAnswered(context) !== null) return nothingAnswered(context)
  return answeredPlays(context).some(play => answerCanaries(play).length > 0)
    ? null
    : 'no recording holds personal data in an answer'
}

function shown({ category, path, answer }: AnswerCanary): string {
  return `${category} at ${path} of answer ${answer + 1}`
}

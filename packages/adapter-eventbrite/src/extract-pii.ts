import {
  fromMatches,
  type Integration,
  type Match,
  namesOthers,
  type PersonalData,
  type PlatformEvent,
  textOf,
  valueAt,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** By the tables; but what answers a question about somebody else finds them, and not who answers. */
export function extractPii(
  event: PlatformEvent,
  _integration: Integration<Settings>,
  found: readonly Match[],
): PersonalData {
  return fromMatches(found.map(match => ofWhom(match, event)))
}

const answer = /^.*\/answers\/\d+(?=\/answer(\/|$))/

/** `Parent's e-mail` is asked of whoever buys the ticket. */
function ofWhom(match: Match, event: PlatformEvent): Match {
  if (match.row.identity === undefined) return match
  const [at] = answer.exec(match.path.slice(event.path.length)) ?? []
  const question = at === undefined ? null : textOf(valueAt(event.data, `${at}/question`))
  return at !== undefined && question !== null && namesOthers(question)
    ? { ...match, person: at }
    : match
}

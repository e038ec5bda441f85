import {
  categoryOfName,
  finding,
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
import { answered } from './tables.ts'

/** What is known of a person who is not anonymous. */
const knownOf = ['/ip_address', '/email_address', '/metadata/contact/email/value'] as const

/**
 * By the tables, and answers also by what was asked. An address or a number in a contact question finds
 * whoever gave it, unless the survey is anonymous or asks for somebody else.
 */
export function extractPii(
  event: PlatformEvent,
  { settings }: Integration<Settings>,
  found: readonly Match[],
): PersonalData {
  const mayFind = settings.anonymousAnswersIdentify || !isAnonymous(event.data)
  return fromMatches(
    found.flatMap(match =>
      match.row === answered ? [match, ...asked(match, event, mayFind)] : [match],
    ),
  )
}

/** SurveyMonkey leaves out who answers, and from where, if the survey promised that. */
function isAnonymous(response: unknown): boolean {
  return knownOf.every(pointer => textOf(valueAt(response, pointer)) === null)
}

/** The answer as what was asked for, if the question tells. */
function asked(match: Match, event: PlatformEvent, mayFind: boolean): readonly Match[] {
  const pointer = match.path.slice(event.path.length)
  const [questionAt = '', rest = ''] = pointer.split('/answers/')
  const [index, member] = rest.split('/')
  const question = valueAt(event.data, questionAt)
  const heading = textOf(valueAt(question, '/heading')) ?? ''
  const isContact = valueAt(question, '/family') === 'demographic'
  const label = labelOf(valueAt(question, `/answers/${index}`)) ?? heading
  const known = categoryOfName(label, isContact ? 'contact' : heading)
  if (known === null) return []
  // State and country are lines of an address there.
  const isLine = isContact && known.category === 'location'
  const category = isLine ? 'postal_address' : known.category
  // With a label in front it is no address any more.
  const finds = mayFind && isContact && member === 'text' && known.isOwn && !namesOthers(heading)
  const row =
    finds && (category === 'email' || category === 'phone') ? finding(category) : { category }
  return [{ ...match, row: { path: answered.path, ...row } }]
}

/**
 * What stands before the text in `ZIP: | 62701`, in the author's language and words; null if nothing.
 * @see https://api.surveymonkey.com/v3/docs#responses
 */
function labelOf(answer: unknown): string | null {
  const text = textOf(valueAt(answer, '/text'))
  const simple = textOf(valueAt(answer, '/simple_text'))
  const end = ` | ${text}`
  return text !== null && simple?.endsWith(end) === true ? simple.slice(0, -end.length) : null
}

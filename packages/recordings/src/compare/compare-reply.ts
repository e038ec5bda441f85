import type { JsonObject, Problem } from '@conduit/core'
import type { FetchReport, Observation } from '@conduit/core/host'
import type { Reply } from '../play/test-server.ts'
import type { Recording } from '../recording/recording.ts'
import { xmlEquivalent } from './xml-equivalent.ts'

/** What has to be known of a call to compare its reply. */
export interface Replied {
  readonly reply: Omit<Reply, 'observation'> & {
    readonly observation: Pick<Observation, 'code' | 'reason'> | null
  }
  /** Of the readings at the platform that followed. */
  readonly reports: readonly Pick<FetchReport, 'outcome' | 'retryAfterSeconds'>[]
  /** Of the integration that was called, afterwards. */
  readonly state: JsonObject
}

/** How the reply, and the run of a poll, differ from what is expected. */
export function replyDifferences(
  { expect, poll }: Recording,
  { reply, reports, state }: Replied,
): readonly string[] {
  const run = poll === undefined ? reports.at(-1) : runOf(reply.body)
  return [
    ...differs('status', reply.status, expect.status, whyOf(reply)),
    ...bodyDifferences(expect, reply.body),
    ...typeDifferences(expect.responseContentType, String(reply.headers['content-type'] ?? '')),
    ...(expect.responseHeadersAbsent ?? [])
      .filter(name => reply.headers[name.toLowerCase()] !== undefined)
      .map(name => `the reply has the header ${name}, which must be absent`),
    ...duplicateDifferences(expect.duplicate, reply.observation?.code),
    ...optional('outcome', run?.outcome, expect.outcome),
    ...optional('retryAfterSeconds', run?.retryAfterSeconds, expect.retryAfterSeconds),
    ...optional('state.cursor', state.cursor, expect.cursor),
    ...optional('state.pageToken', state.pageToken, expect.nextPageToken),
  ]
}

/** Why it was refused, and where the document is at fault. */
function whyOf({ headers, body, observation }: Replied['reply']): string {
  const isProblem = String(headers['content-type']).startsWith('application/problem+json')
  const { errors = [] } = isProblem ? (JSON.parse(body) as Problem) : {}
  const places = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)
  return [observation?.reason ?? '', ...places].filter(each => each !== '').join('; ')
}

function bodyDifferences(expect: Recording['expect'], body: string): readonly string[] {
  const { responseBody: wanted, responseBodyCompare } = expect
  if (wanted === undefined) return []
  const isSame =
    responseBodyCompare === 'xml-equivalent' ? xmlEquivalent(body, wanted) : body === wanted
  return isSame ? [] : [`reply body: ${show(body)} instead of ${show(wanted)}`]
}

function typeDifferences(wanted: string | undefined, actual: string): readonly string[] {
  if (wanted === undefined) return []
  const essence = (type: string) => type.split(';')[0]?.trim().toLowerCase()
  const isSame = wanted.includes(';')
    ? actual.replaceAll(/\s/g, '').toLowerCase() === wanted.replaceAll(/\s/g, '').toLowerCase()
    : essence(actual) === essence(wanted)
  return isSame ? [] : [`content type of the reply: ${show(actual)} instead of ${show(wanted)}`]
}

function duplicateDifferences(
  wanted: boolean | undefined,
  code: string | undefined,
): readonly string[] {
  if (wanted === undefined || wanted === (code === 'duplicate')) return []
  return [wanted ? 'the delivery was not taken for a repetition' : 'taken for a repetition']
}

function runOf(body: string) {
  try {
    return JSON.parse(body) as { outcome?: unknown; retryAfterSeconds?: unknown }
  } catch {
    return undefined
  }
}

function optional(what: string, actual: unknown, wanted: unknown): readonly string[] {
  return wanted === undefined ? [] : differs(what, actual, wanted)
}

function differs(what: string, actual: unknown, wanted: unknown, why = ''): readonly string[] {
  if (JSON.stringify(actual) === JSON.stringify(wanted)) return []
  return [`${what}: ${show(actual)} instead of ${show(wanted)}${why === '' ? '' : ` (${why})`}`]
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

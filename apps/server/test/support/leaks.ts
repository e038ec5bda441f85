import { type IntegrationAdapter, json } from '@conduit/core'
import type { Database } from '@conduit/db'
import { expectedFields, placesAt, type Recording } from '@conduit/recordings'
import { sql } from 'drizzle-orm'
import type { Connected } from './over-http.ts'

/** What to look for, and what is there by right. */
export interface Secrets {
  /** What recordings call personal, and every credential. */
  readonly values: Set<string>
  /** Ids, types and accounts, which are kept in clear: what a part of them spells is chance. */
  readonly clear: Set<string>
}

const longEnough = 8

/** A hash or an id spells any few letters a to f and digits: within a run of so many they are chance. */
const hashLength = 32
const longEnoughInHash = 12
/**
 * Short numbers, the words of JSON, the zeros of a UUID and how a request stands. And hours and
 * minutes: each timestamp spells one, so which of them are found is a matter of when the tests run.
 */
const standsThereAnyway = /^([\d.]{4}|\d\d:\d\d|true|false|null|pending|[0-]+)$/
const limits = { depth: 64, nodes: 100_000 }

/** Notes what must not be found: values of personal data long enough to be told from chance. */
export function collect(
  adapter: IntegrationAdapter,
  recording: Recording,
  connected: readonly Connected[],
  { values, clear }: Secrets,
): void {
  const { expect, credentials } = recording
  const documents = documentsOf(adapter, recording)
  const personal = expectedFields(recording).flatMap(({ path, in: where = 'request.body' }) => {
    const places = placesAt(documents.get(where), path)
    if (places.length === 0) throw new Error(`nothing stands at ${path} of ${where}`)
    return places.flatMap(({ value }) => textsIn(value))
  })
  const people = [
    expect.subject,
    ...(expect.otherSubjects ?? []),
    ...(expect.events ?? []).flatMap(({ subject, identifiers = [] }) => [subject, { identifiers }]),
  ]
  const identifiers = people.flatMap(person => person?.identifiers ?? []).map(each => each.value)
  for (const text of [...personal, ...identifiers]) {
    if (text.length > 3 && !standsThereAnyway.test(text)) values.add(text)
  }
  const own = connected.flatMap(({ webhookUrl, pollUrl }) =>
    [webhookUrl, pollUrl].flatMap(url =>
      ['token', 'dxKey'].map(key => url?.searchParams.get(key) ?? null),
    ),
  )
  const secret = connected.flatMap(({ settings }) =>
    Object.entries(settings).flatMap(([key, value]) =>
      adapter.settings.properties[key]?.secret === true ? textsIn(value) : [],
    ),
  )
  const { dxKey, apiKey, cachedToken } = credentials
  for (const text of [...own, ...secret, dxKey, apiKey, cachedToken]) {
    if (typeof text === 'string' && text !== '') values.add(text)
  }
  const events = expect.events ?? []
  for (const text of [
    expect.deliveryId,
    ...events.map(({ type }) => type),
    ...events.flatMap(({ tenant = {} }) => Object.values(tenant).map(String)),
    ...connected.flatMap(({ settings }) => adapter.accounts?.(settings) ?? []),
  ]) {
    if (typeof text === 'string') clear.add(text)
  }
}

/** The documents of a recording by the names that its expectations give them. */
function documentsOf(
  { endpoint }: IntegrationAdapter,
  { request, fetchback = [], poll }: Recording,
): ReadonlyMap<string, unknown> {
  const [, contentType = ''] =
    Object.entries(request?.headers ?? {}).find(([name]) => /^content-type$/i.test(name)) ?? []
  const essence = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const formats = endpoint?.formats ?? []
  const format = formats.find(({ types }) => types === null || types.includes(essence))
  const answers = (name: string, calls: NonNullable<Recording['fetchback']>) =>
    calls.map(({ response }, index) => [`${name}/${index}`, decode(json(), response.body)] as const)
  return new Map([
    ['request.body', decode(format ?? json(), request?.body)],
    ...answers('fetchback', fetchback),
    ...answers('poll', poll?.responses ?? []),
  ])
}

function decode(format: ReturnType<typeof json>, body: string | undefined): unknown {
  try {
    return format.decode(Buffer.from(body ?? ''), limits)
  } catch {
    return undefined
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Everything in every table, as text. */
export async function dumpOf(database: Database): Promise<string> {
  return await database.run(async executor => {
    const rows = async (query: string) => {
      // One driver answers a list, the other an object that holds it.
      const answer: unknown = await executor.execute(sql.raw(query))
      const list = Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows
      return list as Record<string, unknown>[]
    }
    const tables = await rows(
      "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'",
    )
    const texts: Record<string, unknown>[][] = []
    for (const { name } of tables) texts.push(await rows(`select t::text as row from ${name} t`))
    return texts
      .flat()
      .map(({ row }) => String(row))
      .join('\n')
  })
}

/** Values that a text holds as they are, or in one of the encodings of the database and of ours. */
export function found(text: string, secrets: Secrets): readonly string[] {
  const clear = [...secrets.clear].join('\n')
  return [...secrets.values].filter(secret => {
    if (clear.includes(secret)) return false
    const bytes = Buffer.from(secret)
    const hex = bytes.toString('hex')
    if (standsOutside(text, hex)) return true
    const forms = [
      JSON.stringify(secret).slice(1, -1),
      // Its last character holds bits of what follows.
      bytes.toString('base64').replace(/.=*$/, ''),
      encodeURIComponent(secret),
    ]
    return standsIn(text, secret) || forms.some(form => form !== secret && text.includes(form))
  })
}

/** A short one counts only where it stands by itself: hashes and ids spell such by chance. */
function standsIn(text: string, secret: string): boolean {
  if (secret.length >= longEnough)
    return /^[\da-f]+$/.test(secret) ? standsOutside(text, secret) : text.includes(secret)
  return placesOf(text, secret).some(at => {
    const around = `${text[at - 1] ?? ''}${text[at + secret.length] ?? ''}`
    return !/\w/.test(around)
  })
}

/** Does it stand anywhere but within a hash? A longer one counts there as well. */
function standsOutside(text: string, hex: string): boolean {
  if (hex.length >= longEnoughInHash) return text.includes(hex)
  return placesOf(text, hex).some(at => {
    const before = /[\da-f-]*$/.exec(text.slice(Math.max(0, at - hashLength), at))?.[0] ?? ''
    const from = at + hex.length
    const after = /^[\da-f-]*/.exec(text.slice(from, from + hashLength))?.[0] ?? ''
    return before.length + hex.length + after.length < hashLength
  })
}

function placesOf(text: string, part: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push(at)
  return places
}

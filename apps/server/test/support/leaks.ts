import { json, valueAt, xml } from '@conduit/core'
import type { Recording } from '@conduit/testing'
import { sql } from 'drizzle-orm'
import type { TestApp } from './test-app.ts'

/** What to look for, and what is there by right. */
export interface Secrets {
  /** What recordings call personal, and every credential. */
  readonly values: Set<string>
  /** Delivery ids and types, which are kept in clear: what a part of them spells is chance. */
  readonly clear: Set<string>
}

/** Notes what must not be found: values of personal data long enough to be told from chance. */
export function collect(
  recording: Recording,
  { webhookUrl, pollUrl }: { webhookUrl: URL | null; pollUrl: URL | null },
  secrets: Secrets,
) {
  const { expect, request, fetchback, poll, credentials } = recording
  const documents = new Map<string, unknown>([['request.body', decode(request?.body)]])
  for (const [index, { response }] of (fetchback ?? []).entries())
    documents.set(`fetchback/${index}`, decode(response.body))
  for (const [index, { response }] of (poll?.responses ?? []).entries())
    documents.set(`poll/${index}`, decode(response.body))
  const values = (expect.pii ?? []).map(({ path, in: where = 'request.body' }) =>
    valueAt(documents.get(where), path),
  )
  const identifiers = [expect.subject, ...(expect.events ?? []).map(event => event.subject)]
    .flatMap(person => person?.identifiers ?? [])
    .map(({ value }) => value)
  const texts = [...values, ...identifiers]
    .map(String)
    // Short ones, and the zeros of a UUID, are found by chance.
    .filter(text => text.length > 4 && !/^[0-]+$/.test(text))
  for (const text of [expect.deliveryId, ...(expect.events ?? []).map(({ type }) => type)]) {
    if (typeof text === 'string') secrets.clear.add(text)
  }
  const keys = ['signingSecret', 'accessToken', 'password', 'cachedToken'].map(
    key => credentials[key],
  )
  const own = [webhookUrl, pollUrl].flatMap(url =>
    ['token', 'dxKey'].map(key => url?.searchParams.get(key)),
  )
  for (const text of [...texts, ...keys, ...own])
    if (typeof text === 'string') secrets.values.add(text)
}

function decode(body: string | undefined): unknown {
  const limits = { depth: 64, nodes: 100_000 }
  const bytes = Buffer.from(body ?? '')
  const format = body?.startsWith('<') ? xml({ lists: ['Notification'] }) : json()
  try {
    return format.decode(bytes, limits)
  } catch {
    return undefined
  }
}

/** Everything in every table, as text. */
export async function dumpOf(app: TestApp): Promise<string> {
  return await app.database.run(async executor => {
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
    const forms = [
      secret,
      JSON.stringify(secret).slice(1, -1),
      bytes.toString('hex'),
      encodeURIComponent(secret),
    ]
    return forms.some(form => text.includes(form))
  })
}

import { type IntegrationAdapter, type JsonObject, type Samples, valueAt } from '@conduit/core'
import { type Recording, readRecordings, recordedIntegrations } from '@conduit/recordings'
import { bundledAdapters, type LoadedAdapters, loadAdapters } from '@conduit/server'

/** How a platform writes its bodies. */
export type Format = 'json' | 'form' | 'xml' | 'anything'

/** One of a platform's own forms: its first recorded delivery in it. */
export interface Specimen {
  /** `mailchimp marketing`, where one adapter reads several forms. */
  readonly name: string
  readonly adapter: IntegrationAdapter
  readonly samples: Samples
  readonly recording: Recording
  readonly format: Format
  readonly body: Buffer
  /** As recorded, in lower case, without what proves them. */
  readonly headers: Readonly<Record<string, string>>
}

const proof = /signature|hmac/
const unsent = ['content-length', 'host', 'connection']

/** The adapters that come with the server, all on, and one specimen of each of their forms. */
export async function everyPlatform(): Promise<{
  readonly adapters: LoadedAdapters
  readonly specimens: readonly Specimen[]
}> {
  const entries: Record<string, true | { options: JsonObject }> = {}
  const specimens: Specimen[] = []
  for (const name of bundledAdapters()) {
    const module = (await import(`@conduit/adapter-${name}`)) as { default: IntegrationAdapter }
    const { default: samples } = (await import(`@conduit/adapter-${name}/samples`)) as {
      default: Samples
    }
    const own = specimensOf(module.default, samples)
    const [options] = own.map(each => recordedIntegrations(module.default, samples, each.recording))
    entries[name] = options === undefined ? true : { options: options.options }
    specimens.push(...own)
  }
  return { adapters: await loadAdapters(entries, process.cwd()), specimens }
}

function specimensOf(adapter: IntegrationAdapter, samples: Samples): readonly Specimen[] {
  const first = new Map<string, Specimen>()
  for (const { file, recording } of readRecordings(samples.recordings)) {
    if (recording === null) throw new Error(`${file} is no recording`)
    const { request, expect } = recording
    if (request?.method !== 'POST' || expect.status !== 200) continue
    const specimen = specimenOf(adapter, samples, recording)
    const isEmpty = specimen.format !== 'anything' && (expect.events ?? []).length === 0
    // A handshake, which nothing reads.
    if (isEmpty || !isRead(specimen)) continue
    if (!first.has(specimen.name)) first.set(specimen.name, specimen)
  }
  return [...first.values()]
}

/** A recording in the hands of a test. */
export function specimenOf(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
): Specimen {
  const { request } = recording
  const headers = sendable(request?.headers ?? {})
  const format = formatOf(adapter, headers['content-type'] ?? '') ?? 'anything'
  const name = [adapter.name, ...kindOf(recording, format)].join(' ')
  const body = Buffer.from(request?.body ?? '')
  return { name, adapter, samples, recording, format, body, headers }
}

function isRead({ adapter, headers }: Specimen): boolean {
  return formatOf(adapter, headers['content-type'] ?? '') !== null
}

/** What sets a form apart from the others that the same adapter reads. */
function kindOf({ credentials }: Recording, format: Format): readonly string[] {
  const product = valueAt(credentials, '/product') ?? valueAt(credentials, '/channels/0/kind')
  if (typeof product === 'string') return [product]
  if (format === 'xml') return ['xml']
  return valueAt(credentials, '/mapping/root') ? ['list'] : []
}

function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !proof.test(name) && !unsent.includes(name)),
  )
}

function formatOf({ endpoint }: IntegrationAdapter, contentType: string): Format | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const found = endpoint?.formats.find(({ types }) => types === null || types.includes(type))
  return (found?.name as Format | undefined) ?? null
}

import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { type FakeCall, readRecordings } from '@conduit/recordings'
import { bundledAdapters } from '@conduit/server'
import type { Call } from './line.ts'
import { editedCall } from './own-forms.ts'
import { type Specimen, specimenOf } from './specimen.ts'

/** Something that an adapter reads at its platform. */
export interface Reading {
  readonly specimen: Specimen
  /** What makes it read; null: the clock. */
  readonly call: Call | null
  readonly settings: JsonObject
  /** What the platform answers if nothing is wrong. */
  readonly script: readonly FakeCall[]
}

/** Where no recording holds an answer of the platform: what is asked for, and an answer to it. */
interface Invented {
  readonly file: string
  readonly settings: JsonObject
  readonly edits: Readonly<Record<string, unknown>>
  readonly answers: readonly object[]
  /** What is answered to a request for a token, where one comes first. */
  readonly token?: object
}

const instanceUrl = 'https://example.my.salesforce.com'

const invented: Readonly<Record<string, Invented>> = {
  'customer-io': {
    file: '07-preferences-changed-with-content',
    settings: { appApiKey: 'app-key-0001-invented' },
    edits: { '/data/content': undefined },
    answers: [{ customer: { id: 'u1', identifiers: { email: 'ada@example.com' }, topics: [] } }],
  },
  klaviyo: {
    file: '01-unsubscribed-email-only-profile-id',
    settings: { apiKey: 'pk_0001_not_a_real_key' },
    edits: {},
    answers: [
      {
        data: {
          type: 'profile',
          id: '01K7E2M4QWXB8N1TZ5RHJ0CV3A',
          attributes: { email: 'ines@example.com' },
        },
      },
    ],
  },
  salesforce: {
    file: 'cdc-contact-update',
    settings: { instanceUrl, clientId: 'key', clientSecret: 'client-secret' },
    edits: { '/data/payload/ChangeEventHeader/changeType': 'GAP_UPDATE' },
    answers: [{ Id: '0035g00000Cd1AAAAZ', Email: 'ada@example.com' }],
    token: { access_token: 'a-token', instance_url: instanceUrl },
  },
  stripe: {
    file: '06-thin-customer-updated',
    settings: { apiKey: 'rk_test_00000001' },
    edits: {},
    answers: [{ id: 'cus_1', object: 'customer', email: 'ada@example.com' }],
  },
}

/** One reading of each adapter that reads: what it was recorded to read first, by each way it has. */
export async function everyReading(): Promise<readonly Reading[]> {
  const readings: Reading[] = []
  for (const name of bundledAdapters()) {
    const { default: adapter } = (await import(`@conduit/adapter-${name}`)) as {
      default: IntegrationAdapter
    }
    const { default: samples } = (await import(`@conduit/adapter-${name}/samples`)) as {
      default: Samples
    }
    if (adapter.read === undefined && adapter.poll === undefined) continue
    const own = readingsOf(adapter, samples)
    if (own.length === 0) throw new Error(`${name} reads, and nothing shows what`)
    readings.push(...own)
  }
  return readings
}

function readingsOf(adapter: IntegrationAdapter, samples: Samples): readonly Reading[] {
  const first = new Map<string, Reading>()
  const made = invented[adapter.name]
  for (const { file, recording } of readRecordings(samples.recordings)) {
    if (recording === null) throw new Error(`${file} is no recording`)
    const specimen = specimenOf(adapter, samples, recording)
    const script = recording.poll?.responses ?? recording.fetchback ?? []
    const isGood =
      script.every(({ response }) => response.status === 200) &&
      (recording.expect.events ?? []).length > 0
    const key = `${specimen.name} ${recording.credentials.api ?? ''}`
    const call = recording.poll === undefined ? {} : null
    if (script.length > 0 && isGood && recording.precededBy === undefined && !first.has(key))
      first.set(key, { specimen, call, settings: settingsOf(specimen), script })
    if (made !== undefined && file.startsWith(made.file)) {
      const script = [
        ...(made.token === undefined ? [] : [answering('POST', made.token)]),
        ...made.answers.map(body => answering('GET', body)),
      ]
      const call = editedCall(specimen, made.edits)
      first.set(key, { specimen, call, settings: made.settings, script })
    }
  }
  return [...first.values()]
}

/** A channel of one file has nothing to catch up with. */
function settingsOf({ name }: Specimen): JsonObject {
  return name === 'google-drive files' ? { changes: false } : {}
}

function answering(method: string, body: object): FakeCall {
  return { request: { method }, response: { status: 200, body: JSON.stringify(body) } }
}

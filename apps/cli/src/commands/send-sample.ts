import type { JsonObject } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import { recordedIntegrations } from '@conduit/recordings'
import type { Api } from '../api/api-client.ts'
import { type Controller, listControllers } from '../api/controllers.ts'
import { CliError, usageError } from '../cli-error.ts'
import type { Result } from '../command-line/command.ts'
import { isOutdated } from '../samples/is-outdated.ts'
import { loadSamples, unknownAdapter } from '../samples/load-samples.ts'
import { pickRecording, recordingsIn } from '../samples/pick-recording.ts'
import { remoteCaller } from '../samples/remote-caller.ts'
import { sampleIntegration } from '../samples/sample-integration.ts'
import { sendRequest } from '../samples/send-request.ts'
import { webhookRequest } from '../samples/webhook-request.ts'
import { formatTable, printable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { apiOf, serverUrl } from './api-options.ts'
import { readSettings } from './settings-input.ts'

/** Where a sample goes, and with which settings. */
export interface SendValues {
  readonly controller: string | undefined
  readonly set: readonly string[]
  readonly 'set-json': readonly string[]
  readonly url: string | undefined
  readonly key: string | undefined
}

const forOperators = 'the server needs these options, or --set those that it has'

/**
 * Sends a recorded delivery of a platform to a server, signed anew.
 *
 * @param name of the adapter
 * @param wanted name of the recording, or its beginning; undefined: the first
 * @throws `CliError`
 */
export async function sendSample(
  name: string,
  wanted: string | undefined,
  values: SendValues,
  terminal: Terminal,
): Promise<Result> {
  const found = await loadSamples(name, terminal.cwd)
  if (found === null) throw usageError(unknownAdapter(name))
  const { adapter, samples } = found
  const named = pickRecording(recordingsIn(samples.recordings), wanted)
  const { options, integrations } = recordedIntegrations(adapter, samples, named.recording)
  const given = await readSettings(values, terminal)
  const own = { ...integrations[0].settings, ...withoutKeys(given, Object.keys(options)) }

  const api = await apiOf(values, terminal)
  const controller = await controllerOf(api, values.controller)
  const accounts = adapter.accounts?.(effectiveSettings(adapter, options, own)) ?? []
  const sample = await sampleIntegration(api, controller.id, adapter, { settings: own, accounts })
  const settings = { ...effectiveSettings(adapter, options, own), ...given }
  const addressee = { ...remoteCaller(controller, sample), adapter, samples, settings }
  const now = new Date()
  const call = await webhookRequest(named.recording, addressee, now)
  const reply = await sendRequest(call, serverUrl(values))
  const recordedAt = new Date(named.recording.receivedAt)
  const outdated = isOutdated(adapter, { settings, state: {} }, call, recordedAt, now)
  const isMet = reply.status === named.recording.expect.status
  const borrowed = Object.keys(options).filter(key => given[key] === undefined)
  const notes = [
    ...(outdated ? ['only the platform can sign this one anew; its old signature is refused'] : []),
    ...(!isMet && borrowed.length > 0 ? [`${forOperators}: ${borrowed.join(', ')}`] : []),
  ]
  if (reply.status === 503 && adapter.authenticate.mints === 'account') {
    const names = accounts.join(' ')
    notes.push(`an account waits for its proof: conduit integrations approve ${sample.id} ${names}`)
  }
  const rows = [
    ['recording', named.file],
    ['integration', sample.id],
    ['status', reply.status],
    ['reply', reply.body === '' ? '(empty)' : printable(reply.body)],
    ...notes.map(note => ['note', note]),
  ]
  return {
    data: {
      recording: named.file,
      integrationId: sample.id,
      status: reply.status,
      contentType: reply.headers['content-type'] ?? null,
      body: reply.body,
    },
    text: formatTable(rows),
    exitCode: isMet ? 0 : 1,
  }
}

async function controllerOf(api: Api, wanted: string | undefined): Promise<Controller> {
  const controllers = await listControllers(api)
  const [first, second] = controllers.filter(({ id }) => wanted === undefined || id === wanted)
  if (first === undefined) {
    throw wanted === undefined
      ? new CliError('there is no data controller yet: conduit controllers create --name <name>')
      : usageError('there is no such controller')
  }
  if (second !== undefined)
    throw usageError('there are several controllers: name one with --controller')
  return first
}

function withoutKeys(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)))
}

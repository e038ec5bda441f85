import { listMasterKeys, type MasterKey, rotateMasterKeys } from '../api/master-keys.ts'
import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const keysMasterStatus = defineCommand({
  name: 'keys master status',
  summary: 'Shows the master keys, and what keeps each from being retired.',
  options: apiOptions,
  async run({ values, terminal }) {
    const masterKeys = await listMasterKeys(await apiOf(values, terminal))
    return { data: { masterKeys }, text: masterKeys.map(textOf).join('\n') }
  },
})

export const keysMasterRotate = defineCommand({
  name: 'keys master rotate',
  summary: 'Has all be sealed anew under the active master key, by a job.',
  options: apiOptions,
  async run({ values, terminal }) {
    const masterKeys = await rotateMasterKeys(await apiOf(values, terminal))
    const text = 'It is done by a job: conduit keys master status shows how far it is.'
    return { data: { masterKeys }, text }
  },
})

const words: Readonly<Record<string, string>> = {
  subject_keys: 'keys of people',
  request_keys: 'keys of requests',
  hold_keys: 'keys of what is kept',
  integrations: 'settings, states and access tokens of integrations',
  readings: 'readings that wait',
  quarantined: 'deliveries that were kept aside',
  tokens: 'tokens of people who have not come back',
  suppressions: 'suppressed identifiers',
  credentials: 'webhook URLs: conduit keys rotate --integration <id> makes new ones',
  repetitions: 'events that no other key recognises, for 90 days',
}

function textOf(key: MasterKey): string {
  const rows = key.readers.map(({ kind, count }) => [count, words[kind] ?? kind])
  const table = rows.length === 0 ? '' : `\n${formatTable(rows, { right: [0], indent: 2 })}`
  return `${key.id}  ${stateOf(key)}${table}`
}

function stateOf({
  isActive,
  isRetirable,
  isHeld,
  rotationAskedAt,
  readers,
  share,
}: MasterKey): string {
  if (isActive) return rotationAskedAt === null ? 'active' : 'active, a rotation goes on'
  if (isRetirable) return 'nothing needs it: a server may start without it'
  const held = isHeld ? '' : ', and this server does not have it'
  if (readers.length === 0)
    return `nothing needs it: conduit keys master rotate has to confirm it${held}`
  // Never more than it is: of the last ones it is not all.
  return `${Math.floor(share * 1000) / 10} % of all do without it; it is needed by${held}`
}

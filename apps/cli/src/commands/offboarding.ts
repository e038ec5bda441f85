import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Api } from '../api/api-client.ts'
import { listConsents } from '../api/consents.ts'
import {
  cancelOffboarding,
  confirmOffboardingExports,
  type Offboarding,
  offboardController,
  showOffboarding,
  type TakenExport,
} from '../api/offboarding.ts'
import { exportRecord } from '../api/processing-record.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { downloadAuditLog, makeFolder } from './audit-export.ts'

const controller = { name: 'id', summary: 'The controller.', required: true } as const
const defaultFolder = 'offboarding'

export const controllersOffboard = defineCommand({
  name: 'controllers offboard',
  summary:
    'Writes what is to be kept of an organisation that leaves, and has all else be deleted after a time.',
  arguments: [controller],
  options: {
    out: { type: 'string', value: 'folder', summary: `A new folder; default: ${defaultFolder}.` },
    'grace-days': {
      type: 'string',
      value: 'days',
      summary: 'So long all stays, and it can be cancelled; default: 30.',
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const graceDays = daysOf(values['grace-days'])
    const api = await apiOf(values, terminal)
    const out = resolve(terminal.cwd, values.out ?? defaultFolder)
    // One that broke off before goes on: nothing is deleted until the exports are confirmed.
    if ((await showOffboarding(api, id))?.state !== 'exporting')
      await offboardController(api, { dataControllerId: id, ...(graceDays && { graceDays }) })
    await makeFolder(out)
    const exports = await writeExports(api, id, out)
    const offboarding = await confirmOffboardingExports(api, id, exports)
    const kept = `${out} holds what is to be kept.`
    const way = `Until then: conduit controllers offboard cancel ${id}`
    const text = `${textOf(offboarding)}\n\n${kept} ${way}`
    return { data: { offboarding, folder: out, exports }, text }
  },
})

export const controllersOffboardStatus = defineCommand({
  name: 'controllers offboard status',
  summary: 'Shows how far an organisation is in leaving.',
  arguments: [controller],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const offboarding = await showOffboarding(await apiOf(values, terminal), id)
    const text = offboarding === null ? 'It is not leaving.' : textOf(offboarding)
    return { data: { offboarding }, text }
  },
})

export const controllersOffboardCancel = defineCommand({
  name: 'controllers offboard cancel',
  summary: 'Has an organisation stay, as long as nothing is deleted.',
  arguments: [controller],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const offboarding = await cancelOffboarding(await apiOf(values, terminal), id)
    return { data: { offboarding }, text: textOf(offboarding) }
  },
})

/** Writes them one after the other, and tells what each is by its hash. */
async function writeExports(api: Api, id: string, out: string): Promise<readonly TakenExport[]> {
  const record = join(out, 'record-of-processing.json')
  await writeJson(record, await exportRecord(api, id, 'CONTROLLER', 'jsonLd'))
  const log = join(out, 'audit-log.zip')
  await downloadAuditLog(api, id, log)
  const consents = join(out, 'consents.json')
  await writeJson(consents, await listConsents(api, { dataControllerId: id }))
  return [
    { kind: 'record_of_processing', sha256: await hashOf(record) },
    { kind: 'audit_log', sha256: await hashOf(log) },
    { kind: 'consents', sha256: await hashOf(consents) },
  ]
}

async function writeJson(path: string, document: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 })
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,3}$/.test(text)) throw usageError('--grace-days must be a number of days')
  return Number(text)
}

function textOf(offboarding: Offboarding): string {
  const { dataControllerId, state, notBefore, waitsFor, finishedAt, deleted } = offboarding
  const rows = deleted.reduce((sum, { count }) => sum + count, 0)
  return formatTable([
    ['controller', dataControllerId],
    ['state', waitsFor === null ? state : `${state}, ${waitsFor}`],
    ...(notBefore === null ? [] : [['deleted from', notBefore]]),
    ...(rows === 0 ? [] : [['rows deleted', rows]]),
    ...(finishedAt === null ? [] : [['done', finishedAt]]),
  ])
}

import type { NoteKey } from '@conduit/privacy/merkle'
import type { Api } from '../api/api-client.ts'
import {
  type AuditFault,
  isGoodForAll,
  proveEntry,
  proveGrowth,
  verifierKeys,
  verifyPart,
} from '../api/audit.ts'
import { listControllers } from '../api/controllers.ts'
import { CliError, usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { type Progress, progressOn } from '../terminal/progress.ts'
import { apiOf, apiOptions } from './api-options.ts'

const controller = {
  type: 'string',
  value: 'id',
  summary: "Whose log; default: the server's own, or that of the key's controller.",
} as const

/** A log, verified from its beginning to its end. */
interface VerifiedLog {
  /** Null: the server's own. */
  readonly dataControllerId: string | null
  readonly isIntact: boolean
  readonly entries: number
  readonly faults: readonly AuditFault[]
}

/** What could not run has found nothing out. */
const couldNotRun = 2

export const auditVerify = defineCommand({
  name: 'audit verify',
  summary: 'Verifies audit logs: exit code 0 intact, 1 broken, 2 it could not run.',
  options: {
    controller: { ...controller, summary: 'Only the log of this controller; default: all logs.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    try {
      const api = await apiOf(values, terminal)
      const logs = values.controller === undefined ? await allLogs(api) : [values.controller]
      const verified = await verifyLogs(api, logs, progressOn(terminal))
      const isIntact = verified.every(each => each.isIntact)
      const text = verified.map(textOf).join('\n')
      return { data: { isIntact, logs: verified }, text, exitCode: isIntact ? 0 : 1 }
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      throw new CliError(error.message, couldNotRun)
    }
  },
})

/** Those that the key may see: one of a controller cannot ask for that of the server. */
async function allLogs(api: Api): Promise<readonly (string | null)[]> {
  const ids = (await listControllers(api)).map(({ id }) => id)
  return (await isGoodForAll(api)) ? [null, ...ids] : ids
}

async function verifyLogs(
  api: Api,
  logs: readonly (string | null)[],
  progress: Progress,
): Promise<readonly VerifiedLog[]> {
  const verified: VerifiedLog[] = []
  try {
    for (const log of logs) verified.push(await verifyLog(api, log, progress))
  } finally {
    progress.end()
  }
  return verified
}

async function verifyLog(
  api: Api,
  dataControllerId: string | null,
  progress: Progress,
): Promise<VerifiedLog> {
  const faults: AuditFault[] = []
  let from: string | null = null
  for (;;) {
    const part = await verifyPart(api, dataControllerId, from)
    progress.show(nameOf(dataControllerId), part.checked, part.size)
    faults.push(...part.faults)
    from = part.next
    if (from !== null) continue
    const isIntact = faults.length === 0
    return { dataControllerId, isIntact, entries: part.checked, faults }
  }
}

function nameOf(dataControllerId: string | null): string {
  return dataControllerId ?? "the server's own log"
}

function textOf({ dataControllerId, isIntact, entries, faults }: VerifiedLog): string {
  const name = nameOf(dataControllerId)
  if (isIntact) return `${name}: ${entries} entries, intact.`
  const lines = faults.map(({ kind, seq, until, detail }) => {
    const where = seq === until ? `${seq}` : `${seq} to ${until}`
    return `  ${kind} at ${where}: ${detail}.`
  })
  return [`${name}: BROKEN.`, ...lines].join('\n')
}

export const auditProve = defineCommand({
  name: 'audit prove',
  summary: 'Proves that an entry is in an audit log, and checks the proof.',
  arguments: [{ name: 'seq', summary: 'Number of the entry.', required: true }],
  options: { controller, ...apiOptions },
  async run({ values, positionals: [given], terminal }) {
    const seq = numberOf(given)
    const api = await apiOf(values, terminal)
    const log = values.controller ?? null
    const found = await proveEntry(api, log, seq)
    if (found === null) throw new CliError('no checkpoint covers an entry of this number')
    const head = await headOf(found.checkpoint, await verifierKeys(api, log))
    const { isIncluded, leafHash } = await import('@conduit/privacy/merkle')
    const leaf = { index: seq - 1, hash: leafHash(`conduit/audit-entry/v1\n${found.entry}`) }
    const isProven = head !== null && isIncluded(leaf, head, found.proof.map(bytesOf))
    const text = isProven
      ? `${found.entry}\n\nEntry ${seq} is in the log of ${head.size} entries that was signed ${head.at.toISOString()}.`
      : `Entry ${seq} is NOT proven.`
    return { data: { ...found, isProven }, text, exitCode: isProven ? 0 : 1 }
  },
})

export const auditConsistency = defineCommand({
  name: 'audit consistency',
  summary: 'Proves that an audit log has only grown between two checkpoints.',
  arguments: [
    { name: 'older', summary: 'Size of the older checkpoint.', required: true },
    { name: 'newer', summary: 'Size of the newer one.', required: true },
  ],
  options: { controller, ...apiOptions },
  async run({ values, positionals: [givenOlder, givenNewer], terminal }) {
    const sizes = { older: numberOf(givenOlder), newer: numberOf(givenNewer) }
    const api = await apiOf(values, terminal)
    const log = values.controller ?? null
    const found = await proveGrowth(api, log, sizes)
    if (found === null)
      throw new CliError('these are not the sizes of two checkpoints, older first')
    const keys = await verifierKeys(api, log)
    const [older, newer] = [await headOf(found.older, keys), await headOf(found.newer, keys)]
    const { isConsistent } = await import('@conduit/privacy/merkle')
    const isProven =
      older !== null && newer !== null && isConsistent(older, newer, found.proof.map(bytesOf))
    const text = isProven
      ? `The log of ${newer.size} entries is the log of ${older.size} entries, grown.`
      : 'It is NOT proven that the log has only grown.'
    return { data: { ...found, isProven }, text, exitCode: isProven ? 0 : 1 }
  },
})

function numberOf(given: string | undefined): number {
  if (given === undefined || !/^[1-9]\d{0,8}$/.test(given)) throw usageError('give a number from 1')
  return Number(given)
}

/** What a checkpoint says, if one of these keys has signed it. */
async function headOf(note: string, keys: readonly string[]) {
  // The help is there before it is loaded.
  const { openNote, readCheckpoint } = await import('@conduit/privacy/merkle')
  const text = openNote(note, keys.map(keyOf))
  return text === null ? null : readCheckpoint(text)
}

function keyOf(text: string): NoteKey {
  const [, name = '', key = ''] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(text) ?? []
  return { name, publicKey: Buffer.from(key, 'base64').subarray(1) }
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}

import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Api } from '../api/api-client.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { apiOf, apiOptions } from './api-options.ts'

const path = '/api/v1/audit/export'
const defaultFolder = 'audit-export'

export const auditExport = defineCommand({
  name: 'audit export',
  summary:
    'Writes an audit log, whole, with what verifies it anywhere: node verify.mjs, verify.html.',
  options: {
    controller: {
      type: 'string',
      value: 'id',
      summary: "Whose log; default: the server's own, or that of the key's controller.",
    },
    out: {
      type: 'string',
      value: 'place',
      summary: `A new folder, or a file that ends in .zip; default: ${defaultFolder}.`,
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const out = resolve(terminal.cwd, values.out ?? defaultFolder)
    if (out.endsWith('.zip')) {
      await downloadAuditLog(api, values.controller, out)
      return { data: { file: out }, text: `${out} is written. Unpack it: verify.html verifies it.` }
    }
    await makeFolder(out)
    const packed = join(out, 'audit-log.zip')
    await downloadAuditLog(api, values.controller, packed)
    const { unzipInto } = await import('./unzip-into.ts')
    await unzipInto(packed, out)
    await rm(packed)
    return {
      data: { folder: out },
      text: `${out} is written. Verify it anywhere: node ${join(out, 'verify.mjs')}, or open verify.html.`,
    }
  },
})

/** Writes the log of a controller, with its verifier, as a ZIP archive; without one that of the key. */
export async function downloadAuditLog(
  api: Api,
  dataControllerId: string | undefined,
  file: string,
): Promise<void> {
  const query = new URLSearchParams(dataControllerId === undefined ? {} : { dataControllerId })
  await writeArchive(api.download(query.size === 0 ? path : `${path}?${query}`), file)
}

/** What broke off leaves nothing behind. */
async function writeArchive(archive: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  try {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
    await pipeline(Readable.from(archive), file)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST')
      throw usageError('--out must be a file that is not there yet')
    await rm(path, { force: true })
    throw error
  }
}

/** What is there already is never mixed with what is written now. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw usageError('--out must be a new or an empty folder')
}

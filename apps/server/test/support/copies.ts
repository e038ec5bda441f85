import { decodeId } from '@conduit/core/host'
import type { LightMyRequestResponse } from 'fastify'
import { strFromU8, unzipSync } from 'fflate'
import { collectExport } from '../../src/exports/collect-export.ts'
import type { ExportDocument } from '../../src/exports/export-format.ts'
import type { Ledger } from './ledger.ts'

/** A copy, as the API shows it. */
export interface Copy {
  readonly id: string
  readonly status: string
  readonly reason: string | null
  readonly readyAt: string | null
  readonly expiresAt: string | null
  readonly bytes: number
  readonly downloads: number
  readonly sources: readonly {
    readonly integration: { readonly id: string; readonly label: string }
    readonly outcome: string
    readonly reason: string | null
    readonly documents: number
    readonly documentsLeftOut: number
    readonly records: number
    readonly recordsLeftOut: number
  }[]
}

const shown = `id status reason readyAt expiresAt bytes downloads
  sources { integration { id label } outcome reason documents documentsLeftOut records recordsLeftOut }`

/** The mutation that begins one. */
export const create = `mutation($input: CreateDataExportInput!) {
  createDataExport(input: $input) { dataExport { ${shown} } } }`

/** Begins a copy. */
export async function begin(
  { run }: Pick<Ledger, 'run'>,
  requestId: string,
  identifiers: readonly string[] = [],
): Promise<Copy> {
  const { createDataExport } = await run<{ createDataExport: { dataExport: Copy } }>(create, {
    input: { requestId, identifiers },
  })
  return createDataExport.dataExport
}

/** Collects it, as the server's jobs do. */
export async function collect(
  { app }: Pick<Ledger, 'app'>,
  id: string,
): ReturnType<typeof collectExport> {
  const ref = decodeId('export', id)
  if (ref === null) throw new Error('not the id of a copy')
  return await collectExport(app.services, ref)
}

/** How it stands. */
export async function look({ run }: Pick<Ledger, 'run'>, id: string): Promise<Copy> {
  const { dataExport } = await run<{ dataExport: Copy }>(
    `query($id: ID!) { dataExport(id: $id) { ${shown} } }`,
    { id },
  )
  return dataExport
}

/** A new link to it: path, and the whole. */
export async function link({ run }: Pick<Ledger, 'run'>, id: string): Promise<string> {
  const { createDataExportLink } = await run<{ createDataExportLink: { url: string } }>(
    'mutation($id: ID!) { createDataExportLink(id: $id) { url dataExport { id } } }',
    { id },
  )
  return createDataExportLink.url
}

/** The files of a copy. */
export interface Files {
  readonly json: string
  readonly data: ExportDocument
  readonly page: string
  readonly schema: object
}

/** Follows a link. */
export async function download(
  { app }: Pick<Ledger, 'app'>,
  url: string,
): Promise<LightMyRequestResponse> {
  return await app.http.inject({ url: new URL(url).pathname })
}

/** The files that a link leads to. */
export async function filesOf(of: Pick<Ledger, 'app'>, url: string): Promise<Files> {
  const reply = await download(of, url)
  if (reply.statusCode !== 200) throw new Error(`answered ${reply.statusCode}`)
  const files = unzipSync(reply.rawPayload)
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array())
  const found = text('data.json')
  return {
    json: found,
    data: JSON.parse(found) as ExportDocument,
    page: text('data.html'),
    schema: JSON.parse(text('schema.json')) as object,
  }
}

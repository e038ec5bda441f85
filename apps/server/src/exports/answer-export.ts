import { Readable } from 'node:stream'
import { ConduitError } from '@conduit/core'
import { openExportLink } from '@conduit/db/exports'
import type { FastifyReply } from 'fastify'
import type { Services } from '../services.ts'
import { exportSchema } from './export-format.ts'
import { openCopy } from './open-copy.ts'
import { writeData } from './write-data.ts'
import { writePage } from './write-page.ts'
import { zipFiles } from './zip-files.ts'

/**
 * Answers with the copy that a link leads to, as an archive.
 *
 * @param secret from outside
 * @throws {ConduitError} `not_found`, alike for all that leads nowhere; `unavailable`
 */
export async function answerExport(
  { administration, database }: Services,
  secret: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const copy = await openExportLink(administration, secret)
  if (copy === null) throw new ConduitError('not_found')
  // Each file reads the pieces anew.
  const data = await openCopy(database, copy)
  const page = await openCopy(database, copy)
  const schema = Buffer.from(`${JSON.stringify(exportSchema, null, 2)}\n`)
  const files = [
    { name: 'data.html', chunks: writePage(page) },
    { name: 'data.json', chunks: writeData(data) },
    { name: 'schema.json', chunks: [schema] },
  ]
  reply.type('application/zip')
  reply.header('content-disposition', 'attachment; filename="personal-data.zip"')
  return reply.send(Readable.from(zipFiles(files, copy.readyAt)))
}

import { ConduitError } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import type { ApiKeyHolder } from '@conduit/db'
import {
  type ReceiptNode,
  receiptFile,
  receiptsOfRedactions,
  receiptsOfTasks,
} from '@conduit/db/redactions'
import type { FastifyReply } from 'fastify'
import { permissions } from '../graphql/permissions.ts'
import type { Services } from '../services.ts'
import { receiptPage } from './receipt-page.ts'

/**
 * Answers with a receipt as a file.
 *
 * @param file from outside: the id of a redaction or of a task, with `.json` or `.html`
 * @throws {ConduitError} `forbidden`; `not_found`, alike for all that is not there
 */
export async function answerReceipt(
  services: Services,
  holder: ApiKeyHolder,
  file: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const roles = permissions.RedactionReceipt ?? []
  if (!roles.includes(holder.role)) throw new ConduitError('forbidden')
  const [, id = '', form] = /^([A-Za-z0-9_-]{1,100})\.(json|html)$/.exec(file) ?? []
  const receipt = form === undefined ? null : await receiptOf(services, holder, id)
  if (receipt === null) throw new ConduitError('not_found')
  const content = await receiptFile(services, receipt)
  reply.header('content-disposition', `attachment; filename="receipt-${id}.${form}"`)
  if (form === 'html') return reply.type('text/html; charset=utf-8').send(receiptPage(content))
  reply.type('application/json; charset=utf-8')
  return reply.send(`${JSON.stringify(content, null, 2)}\n`)
}

async function receiptOf(
  { database }: Services,
  { controllerId: own }: ApiKeyHolder,
  text: string,
): Promise<ReceiptNode | null> {
  const redaction = decodeId('redaction', text)
  const ref = redaction ?? decodeId('redactionTask', text)
  if (ref === null || (own !== null && own !== ref.controllerId)) return null
  const read = redaction === null ? receiptsOfTasks : receiptsOfRedactions
  const [found] = await read(database, [ref.controllerId], [ref.id])
  return found ?? null
}

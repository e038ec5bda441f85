import { ConduitError } from '@conduit/core'
import type { ApiKeyHolder } from '@conduit/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import { authenticate } from './authenticate.ts'

/** What the download of receipts works with. */
export interface ReceiptsOptions {
  readonly services: Services
}

/**
 * Receipts of erasures as files, for holders of an API key that may read redactions: `…/<id>.json`, and
 * `…/<id>.html` to be printed. The id is that of a redaction, or of one of its tasks.
 */
export async function receiptsPlugin(app: FastifyInstance, { services }: ReceiptsOptions) {
  const holders = new WeakMap<FastifyRequest, ApiKeyHolder>()
  app.get<{ Params: { readonly file: string } }>(
    '/api/v1/receipts/:file',
    {
      onRequest: async request => {
        holders.set(request, await authenticate(services, request.headers.authorization))
      },
    },
    async (request, reply) => {
      const holder = holders.get(request)
      if (holder === undefined) throw new ConduitError('unauthorized')
      const { answerReceipt } = await import('../redactions/answer-receipt.ts')
      return await answerReceipt(services, holder, request.params.file, reply)
    },
  )
}

import { ConduitError } from '@conduit/core'
import type { ApiKeyHolder } from '@conduit/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import { authenticate } from './authenticate.ts'

/** What exports of audit logs work with. */
export interface AuditExportOptions {
  readonly services: Services
}

/** Audit logs, whole, with what verifies them: for officers and owners. */
export async function auditExportPlugin(app: FastifyInstance, { services }: AuditExportOptions) {
  const holders = new WeakMap<FastifyRequest, ApiKeyHolder>()
  app.get<{ Querystring: { readonly dataControllerId?: unknown } }>('/api/v1/audit/export', {
    onRequest: async request => {
      holders.set(request, await authenticate(services, request.headers.authorization))
    },
    handler: async (request, reply) => {
      const holder = holders.get(request)
      if (holder === undefined) throw new ConduitError('unauthorized')
      const { answerAuditExport } = await import('../audit/answer-audit-export.ts')
      return await answerAuditExport(services, holder, request.query.dataControllerId, reply)
    },
  })
}

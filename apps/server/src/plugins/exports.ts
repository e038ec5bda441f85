import type { FastifyInstance } from 'fastify'
import { exportsPrefix } from '../exports/exports-prefix.ts'
import type { Services } from '../services.ts'

/** What the links to copies work with. */
export interface ExportsOptions {
  readonly services: Services
}

/** Links to copies: whoever has one has the copy. The log names the route, and never the link. */
export async function exportsPlugin(app: FastifyInstance, { services }: ExportsOptions) {
  app.get<{ Params: { readonly secret: string } }>(
    `${exportsPrefix}:secret`,
    async (request, reply) => {
      // Once in a while somebody comes for a copy: a start does not load what packs it.
      const { answerExport } = await import('../exports/answer-export.ts')
      return await answerExport(services, request.params.secret, reply)
    },
  )
}

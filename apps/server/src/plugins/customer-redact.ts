import { ConduitError } from '@conduit/core'
import { admit, allowOnly, Call, isErasedByHand, type OpenIntegration } from '@conduit/core/host'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { redactPath } from '../integrations/integrations-prefix.ts'
import type { RunningAdapter, Services } from '../services.ts'

/** What the calls that have people erased work with. */
export interface CustomerRedactOptions {
  readonly services: Services
}

const bodyLimit = 16_384

/**
 * `POST …/<adapter>/customer-redact` has one person erased at the integration whose credential is used, and
 * `GET …/customer-redact/<jobId>` tells how far that is. Each adapter that can erase has it; the credential
 * is one of its own, of scope `redact`. Calls are counted apart from webhooks: who floods the one keeps nobody
 * from the other.
 */
export async function customerRedactPlugin(
  app: FastifyInstance,
  { services }: CustomerRedactOptions,
): Promise<void> {
  // A form of another site can send it without asking the browser.
  app.removeContentTypeParser('text/plain')
  for (const running of services.adapters.values()) {
    if (!isErasedByHand(running.adapter)) serve(app, services, running)
  }
}

function serve(app: FastifyInstance, services: Services, { adapter, receiver }: RunningAdapter) {
  const callers = new WeakMap<FastifyRequest, OpenIntegration>()
  const url = `/${adapter.name}${redactPath}`
  const config = { rateLimit: false as const }
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    const call = new Call(request, receiver.clock(), services.publicUrl)
    let caller: OpenIntegration | null
    try {
      caller = await admit(receiver, call, 'redact')
    } catch (error) {
      await app.limitRedact(request, null)
      throw error
    }
    await app.limitRedact(request, caller?.apiIds.integrationId ?? null)
    if (caller === null) throw new ConduitError('unauthorized')
    callers.set(request, caller)
  }
  const callerOf = (request: FastifyRequest): OpenIntegration => {
    const caller = callers.get(request)
    if (caller === undefined) throw new ConduitError('unauthorized')
    return caller
  }
  app.post(url, { config, bodyLimit, onRequest }, async request => {
    // Few servers are called to erase: a start does not load what does it.
    const { answerCall } = await import('../redactions/answer-call.ts')
    return await answerCall(services, callerOf(request), request.body)
  })
  app.get<{ Params: { readonly jobId: string } }>(
    `${url}/:jobId`,
    { config, onRequest },
    async request => {
      const { answerJob } = await import('../redactions/answer-call.ts')
      return await answerJob(services, callerOf(request), request.params.jobId)
    },
  )
  allowOnly(app, url, ['POST'])
  allowOnly(app, `${url}/:jobId`, ['GET'])
}

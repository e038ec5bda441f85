import { randomUUID } from 'node:crypto'
import { decodeId, generateDxKey } from '@conduit/core/host'
import type { Addressing } from '@conduit/recordings'
import type { Controller } from '../api/controllers.ts'
import { CliError } from '../cli-error.ts'
import type { SampleIntegration } from './sample-integration.ts'

/**
 * How an integration of a server is called by somebody who knows what its API shows, and not the
 * keys that its tokens are sealed with.
 *
 * @throws `CliError` if the platform sends nothing
 */
export function remoteCaller(
  { did }: Controller,
  { id, webhookUrl, dxKey }: SampleIntegration,
): Omit<Addressing, 'adapter'> {
  const ids = decodeId('integration', id)
  if (webhookUrl === null || ids === null) {
    throw new CliError('this platform sends nothing: it is polled')
  }
  const url = new URL(webhookUrl)
  const token = url.searchParams.get('token')
  return {
    integration: { id: ids.id, controllerId: ids.controllerId, did, dxKey },
    stranger: strangerTo(did),
    async seal({ boundTo, integrationId }) {
      if (token !== null && boundTo === null && integrationId === ids.id) return token
      throw new CliError(
        'the server takes this one only through a channel that it opened at the platform itself; conduit demo plays it',
      )
    },
    ...{ scope: 'event', origin: url.origin },
  }
}

/** Somebody whom no server knows. */
export function strangerTo(did: string): Addressing['stranger'] {
  return { id: randomUUID(), controllerId: randomUUID(), did, dxKey: generateDxKey() }
}

import { valueAt } from '@conduit/core'
import type { Recording } from './recording.ts'

/** The controller of an integration, as far as its recording speaks of it. */
export interface RecordedController {
  /** DID by which the recording calls it; null: by none. */
  readonly calledBy: string | null
  /** Credentials that have to be known as they stand: a signed URL holds them. */
  readonly asItStands: { readonly did?: string; readonly dxKey?: string }
}

/**
 * The controller of one of a recording's integrations.
 * @param index of the integration, as `recordedIntegrations` lists them
 */
export function recordedController(
  { credentials, request }: Pick<Recording, 'credentials' | 'request'>,
  index: number,
): RecordedController {
  const calledBy = valueAt(credentials, `/connections/${index}/did`) ?? credentials.did
  const { did, dxKey } = request?.url === undefined ? {} : credentials
  return {
    calledBy: typeof calledBy === 'string' ? calledBy : null,
    asItStands: {
      ...(typeof did === 'string' && { did }),
      ...(typeof dxKey === 'string' && { dxKey }),
    },
  }
}

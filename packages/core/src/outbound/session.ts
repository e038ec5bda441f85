import { uuidv7 } from 'uuidv7'
import type { Platform, SetupPlatform } from '../contract/platform.ts'
import type { OpenIntegration, Receiver } from '../receiver/create-receiver.ts'
import { refOf } from '../store/store.ts'
import { createPlatform } from './client.ts'
import type { Transport } from './transport.ts'

/** A run at a platform: for whom, and by which way out. */
export interface Session {
  readonly receiver: Receiver
  readonly integration: OpenIntegration
  readonly transport: Transport
}

/** The way out for one integration, with its token. */
export function platformOf({ receiver, integration, transport }: Session): Platform {
  const { sessions } = receiver.store
  const ref = refOf(integration.stored)
  return createPlatform({
    hosts: integration.hosts,
    now: receiver.clock,
    transport,
    tokens: { load: () => sessions.token(ref), save: token => sessions.saveToken(ref, token) },
  })
}

/** The same for `setup`. */
export function setupPlatformOf<State>(
  session: Session,
  own: Pick<SetupPlatform<State>, 'webhook' | 'save'>,
): SetupPlatform<State> {
  const platform = platformOf(session)
  return {
    get now() {
      return platform.now
    },
    request: platform.request,
    authorized: platform.authorized,
    ...own,
  }
}

/** Holds an integration against other runs, which write its state as well. */
export interface Lease {
  /** UUIDv7 of the run. */
  readonly id: string
  prolong(): Promise<void>
}

/**
 * Does something while nobody else reads or sets up the integration.
 *
 * @param milliseconds how long the lease lasts, should this process die
 * @returns null if another run is under way
 */
export async function withLease<Result>(
  { receiver, integration }: Pick<Session, 'receiver' | 'integration'>,
  milliseconds: number,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result | null> {
  const { sessions } = receiver.store
  const ref = refOf(integration.stored)
  const id = uuidv7()
  const acquire = () =>
    sessions.acquire(ref, id, new Date(receiver.clock().getTime() + milliseconds))
  if (!(await acquire())) return null
  try {
    return await work({
      id,
      async prolong() {
        await acquire()
      },
    })
  } finally {
    await sessions.release(ref, id)
  }
}

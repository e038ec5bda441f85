import { ConduitError } from '../contract/errors.ts'
import type { Platform, SetupPlatform, Token } from '../contract/platform.ts'
import type { OpenIntegration, Receiver } from '../receiver/create-receiver.ts'
import { newId } from '../store/ids.ts'
import { refOf } from '../store/store.ts'
import { createPlatform } from './client.ts'
import { comparedFirst } from './compared-first.ts'
import type { GrantedAccess } from './granted-access.ts'
import type { Transport } from './transport.ts'
import type { CallWitness } from './witness.ts'

/** A run at a platform: for whom, and by which way out. */
export interface Session {
  readonly receiver: Receiver
  readonly integration: OpenIntegration
  readonly transport: Transport
}

/**
 * The way out for one integration, with its token, as far as its access goes.
 * @param witness is told of each call; default: nobody is
 */
export function platformOf(
  session: Session,
  access: GrantedAccess,
  witness?: CallWitness,
): Platform {
  const { receiver, integration, transport } = session
  const { hosts, isAnew, isOperators, settings } = access
  const { sessions } = receiver.store
  const ref = refOf(integration.stored)
  let ownToken: Token | null = null
  const platform = createPlatform({
    hosts,
    now: receiver.clock,
    transport,
    witness,
    tokens: {
      load: async () => (isAnew ? ownToken : sessions.token(ref)),
      save: async token => {
        ownToken = token
        await sessions.saveToken(ref, token)
      },
    },
  })
  return isOperators ? comparedFirst({ receiver, integration, settings }, platform) : platform
}

/** The same for `setup`. */
export function setupPlatformOf<State>(
  session: Session,
  access: GrantedAccess,
  own: Pick<SetupPlatform<State>, 'webhook' | 'save'>,
): SetupPlatform<State> {
  const platform = platformOf(session, access)
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
  /**
   * To be waited for before something is written: a process that stood still may have lost it.
   * @throws {ConduitError} `unavailable`: somebody else may be running
   */
  hold(): Promise<void>
}

/** Short, for it is what the next one waits for when this process dies. */
const leaseMilliseconds = 30_000

/**
 * Does something while nobody else reads or sets up the integration. The lease is prolonged for as
 * long as it takes, and ends soon after this process has died.
 *
 * @param milliseconds how long the lease lasts unless it is prolonged
 * @returns null if another run is under way
 */
export async function withLease<Result>(
  { receiver, integration }: Pick<Session, 'receiver' | 'integration'>,
  work: (lease: Lease) => Promise<Result>,
  milliseconds: number = leaseMilliseconds,
): Promise<Result | null> {
  const { sessions } = receiver.store
  const ref = refOf(integration.stored)
  const id = newId()
  const acquire = () => sessions.acquire(ref, id, milliseconds)
  if (!(await acquire())) return null
  // One that fails leaves time for the next; whether it is still held shows before a write.
  const prolong = () => void acquire().catch(() => undefined)
  const prolonging = setInterval(prolong, milliseconds / 3)
  try {
    return await work({
      id,
      async hold() {
        if (await acquire()) return
        throw new ConduitError('unavailable', { reason: 'the lease of the integration is lost' })
      },
    })
  } finally {
    clearInterval(prolonging)
    await sessions.release(ref, id)
  }
}

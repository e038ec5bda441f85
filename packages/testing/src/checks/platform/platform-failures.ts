import { type FakeCall, type PlatformFault, withFault } from '@conduit/recordings'

/** Something that goes wrong at a platform. */
export interface PlatformFailure {
  readonly name: string
  /** The script with this in the place of one of its answers. */
  spoil(script: readonly FakeCall[], at: number, now: Date): readonly FakeCall[]
  /** How a run may end then; absent: in any way but as if nothing had happened. */
  readonly outcomes?: readonly string[]
  /** It is an answer, if not the one that was hoped for: what was asked for may be gone. */
  readonly isAnswer?: true
}

/** Seconds that a platform asks to be left alone. */
export const retryAfterSeconds = 30

const faulty = (
  name: string,
  fault: PlatformFault,
  rest: Pick<PlatformFailure, 'outcomes' | 'isAnswer'>,
): PlatformFailure => ({ name, spoil: (script, at) => withFault(script, fault, at), ...rest })

const failed = { outcomes: ['upstream_error'] }

/** What every platform does one day. */
export const platformFailures: readonly PlatformFailure[] = [
  // A new token may be asked for, which no script answers.
  faulty('401', 'unauthorized', { outcomes: ['auth_failed', 'upstream_error'] }),
  faulty('403', 'forbidden', {}),
  faulty('404', 'not_found', { isAnswer: true }),
  faulty('429 with Retry-After in seconds', 'rate_limited', { outcomes: ['rate_limited'] }),
  {
    name: '429 with Retry-After as a date',
    outcomes: ['rate_limited'],
    spoil: (script, at, now) => {
      const until = new Date(now.getTime() + retryAfterSeconds * 1000).toUTCString()
      const response = { status: 429, headers: { 'retry-after': until } }
      return script.map((call, index) =>
        index === at ? { ...call, response, repeats: true } : call,
      )
    },
  },
  faulty('500', 'server_error', failed),
  faulty('no answer', 'silence', failed),
  faulty('a cut answer', 'truncated', failed),
  faulty('a redirect', 'redirect', failed),
  // Of a token that does not come an adapter may make what it likes.
  faulty('HTML with status 200', 'html', { outcomes: ['upstream_error', 'auth_failed'] }),
]

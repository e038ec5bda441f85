import { setTimeout as pause } from 'node:timers/promises'
import type { Manner } from '../parts/proxy.ts'
import { type Fault, gone } from './fault.ts'

/** Faults of the way between the server and PostgreSQL. */
export const faultsOfNetworks: readonly Fault[] = [
  through(
    'cut',
    'cutting',
    5_000,
    'connections are cut at random, in the middle of what they carry',
    true,
  ),
  through(
    'lost-commit',
    'losing',
    5_000,
    'one answer in ten, of commits too, is lost with its connection',
    true,
  ),
  through('half-open', 'silent', 15_000, 'connections are open and nothing passes'),
  through('stalled', 'stalled', 10_000, 'nothing passes, and then all of it at once'),
  through(
    'accept-and-close',
    'closing',
    5_000,
    'connections break, and new ones are taken and closed',
  ),
]

function through(
  id: string,
  manner: Manner,
  milliseconds: number,
  what: string,
  isShort = false,
): Fault {
  return {
    id,
    what: `${what}, for ${milliseconds / 1000} s`,
    ...(isShort && { short: 'postgres' }),
    needs: () => ({ proxy: true }),
    postgres: async ({ proxy }) => {
      proxy.become(manner)
      await pause(milliseconds)
      proxy.become('open')
      return gone()
    },
  }
}

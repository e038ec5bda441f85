import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { conduitCommand } from '../contestants/conduit.ts'
import type { Contestant, Entry } from '../contestants/contestant.ts'
import {
  cpuMicrosecondsOf,
  cpuMicrosecondsOfEndedChildren,
  residentBytesOf,
} from '../machine/process-tree.ts'

/** One start of a server on a database that is there already. */
export interface StartMeasurement {
  readonly contestant: string
  readonly round: number
  /** From the start of its process until it is ready, milliseconds. */
  readonly readyMilliseconds: number
  /** CPU time of the server until then, microseconds. */
  readonly serverMicroseconds: number
  /** Memory in use a while later, before the first delivery, bytes. */
  readonly idleBytes: number
}

/** Starts a server and stops it again; its database must be there already. */
export async function measureStart(
  { id }: Contestant,
  entry: Entry,
  round: number,
  idleMilliseconds: number,
): Promise<StartMeasurement> {
  const server = await entry.start()
  try {
    const serverMicroseconds = cpuMicrosecondsOf(server.pid)
    await setTimeout(idleMilliseconds)
    return {
      contestant: id,
      round,
      readyMilliseconds: server.startedIn,
      serverMicroseconds,
      idleBytes: residentBytesOf(server.pid),
    }
  } finally {
    await server.stop()
  }
}

/** CPU time of `conduit --help`, microseconds: the mean of several runs, since it is read in steps of 10 ms. */
export async function measureHelp(runs: number): Promise<number> {
  const before = cpuMicrosecondsOfEndedChildren()
  for (let run = 0; run < runs; run += 1) {
    const child = spawn(process.execPath, [conduitCommand, '--help'], { stdio: 'ignore' })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`conduit --help ended with code ${code}`)
  }
  return (cpuMicrosecondsOfEndedChildren() - before) / runs
}

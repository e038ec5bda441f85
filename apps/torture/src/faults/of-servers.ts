import { setTimeout as pause } from 'node:timers/promises'
import type { Conduit } from '../parts/conduit-process.ts'
import { copyOf, type Scene } from '../scene/scene.ts'
import { type Fault, gone, type Struck } from './fault.ts'

const frozenMilliseconds = 10_000
/** What the least patient platform waits. */
const longestWait = 5_000

/** Faults of the server's own process. */
export const faultsOfServers: readonly Fault[] = [
  {
    id: 'kill-server',
    what: 'kill -9 of the server, which is started again',
    short: 'both',
    ...onBoth(scene => restart(scene, 'SIGKILL')),
  },
  {
    id: 'sigterm',
    what: 'SIGTERM under load; the server is started again when it has ended',
    ...onBoth(scene => restart(scene, 'SIGTERM')),
  },
  {
    id: 'restart-loop',
    what: 'six restarts, one after the other, by SIGTERM and kill -9 in turn',
    ...onBoth(async scene => {
      let struck = gone()
      for (let turn = 0; turn < 6; turn += 1) {
        struck = await restart(scene, turn % 2 === 0 ? 'SIGTERM' : 'SIGKILL')
        await pause(300)
      }
      return struck
    }),
  },
  {
    id: 'freeze-server',
    what: 'SIGSTOP of the server for 10 s; on PGlite a second one tries the directory meanwhile',
    postgres: async scene => {
      const [server] = scene.servers
      server?.freeze()
      await pause(frozenMilliseconds)
      server?.thaw()
      return gone()
    },
    pglite: async scene => {
      const [server] = scene.servers
      server?.freeze()
      const second = await scene.another()
      const [came] = await Promise.all([comesUp(second), pause(frozenMilliseconds)])
      server?.thaw()
      return gone(came ? ['a second server took the directory of one that was frozen'] : [])
    },
  },
  {
    id: 'freeze-replica',
    what: 'SIGSTOP of the second of two replicas for 10 s; the first must go on',
    needs: () => ({ servers: 2 }),
    postgres: async ({ servers: [healthy, other], load }) => {
      other?.freeze()
      await pause(frozenMilliseconds)
      other?.thaw()
      const waited = Math.round(load.longestWaitOf(healthy?.origin ?? ''))
      return gone(waited > longestWait ? [`the healthy replica let ${waited} ms pass`] : [])
    },
  },
  {
    id: 'two-replicas',
    what: 'two replicas get each delivery at the same moment',
    short: 'postgres',
    needs: () => ({ servers: 2, toAll: true }),
    postgres: async () => {
      await pause(3_000)
      return gone()
    },
  },
  {
    id: 'start-together',
    what: 'three servers start at once: on a new database all come up, in one directory only one',
    needs: () => ({ servers: 3, startTogether: true }),
    ...onBoth(async () => {
      await pause(1_000)
      return gone()
    }),
  },
  {
    id: 'copied-directory',
    what: 'the directory is copied while no server uses it, and a second server runs on the copy',
    pglite: async scene => {
      const [server] = scene.servers
      await server?.end('SIGTERM')
      const copy = await scene.another(await copyOf(scene.dataDir))
      const [came] = await Promise.all([comesUp(copy), server?.start()])
      const struck = gone(came ? [] : ['no server came up on the copy'])
      await pause(1_000)
      await copy.end('SIGKILL')
      return struck
    },
  },
]

/** The cause is gone when the server says that it is ready: what its start took has a column of its own. */
async function restart(scene: Scene, signal: 'SIGKILL' | 'SIGTERM'): Promise<Struck> {
  const [server] = scene.servers
  await server?.end(signal)
  await server?.start()
  return gone()
}

async function comesUp(server: Conduit): Promise<boolean> {
  try {
    await server.start()
    return true
  } catch {
    return false
  }
}

function onBoth(strike: (scene: Scene) => Promise<Struck>): Pick<Fault, 'postgres' | 'pglite'> {
  return { postgres: strike, pglite: strike }
}

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { deadlines } from './deadlines.ts'

/** Where a server listens, as postgres.js reads it from a URL: several hosts are tried in their order. */
export interface Addresses {
  readonly host: readonly string[]
  readonly port: readonly number[]
  /** Of a Unix socket. */
  readonly path?: string | false | undefined
}

/** postgres.js takes the name for TLS from here. */
type NamedSocket = Socket & { host?: string }

/**
 * Opens a socket to the first host that answers.
 * @throws the system's error of the last one
 */
export async function connectSocket({ host, port, path }: Addresses): Promise<Socket> {
  if (typeof path === 'string') return await opened(connect(path))
  let failure: unknown
  for (const [index, name] of host.entries()) {
    try {
      const socket: NamedSocket = await opened(connect(port[index] ?? 5432, name))
      socket.host = name
      return socket
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

async function opened(socket: Socket): Promise<Socket> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(deadlines.connect) })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

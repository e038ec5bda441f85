import { once } from 'node:events'
import { connect } from 'node:net'
import type { PreparedRequest } from './prepare-requests.ts'
import { createReplyReader, type Reply } from './reply-reader.ts'

/** A connection that stays open and carries one request at a time. */
export interface Connection {
  /** Sends a request. `done` gets the answer, or null if the connection was lost before. */
  send(request: PreparedRequest, done: (reply: Reply | null) => void): void
  close(): void
}

/** Opens a connection to a server on this machine. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.setNoDelay(true)
  let waiting: ((reply: Reply | null) => void) | null = null
  let isOpen = true
  const finish = (reply: Reply | null) => {
    const done = waiting
    waiting = null
    done?.(reply)
  }
  socket.on('data', createReplyReader(finish))
  // What went wrong is not known to be the server's fault, nor of use: the request counts as failed.
  socket.on('error', () => {})
  socket.on('close', () => {
    isOpen = false
    finish(null)
  })
  return {
    send({ start, end }, done) {
      waiting = done
      if (!isOpen) return void setImmediate(finish, null)
      socket.cork()
      socket.write(start)
      socket.write(end)
      socket.uncork()
    },
    close: () => void socket.destroy(),
  }
}

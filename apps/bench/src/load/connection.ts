import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { PreparedRequest } from './prepare-requests.ts'
import { createReplyReader, type Reply } from './reply-reader.ts'

/** A connection that stays open and carries one request at a time. */
export interface Connection {
  /**
   * Sends a request; opens the connection again if the server has closed it meanwhile, as servers do
   * with idle ones. `done` gets the answer, or null if there will be none.
   */
  send(request: PreparedRequest, done: (reply: Reply | null) => void): void
  /** Closes it for good: what is under way gets no answer, nor what is sent later. */
  close(): void
}

/** Opens a connection to a server on this machine. */
export async function openConnection(port: number): Promise<Connection> {
  let waiting: ((reply: Reply | null) => void) | null = null
  let carrier: Socket | null = null
  let isClosed = false
  const finish = (reply: Reply | null) => {
    const done = waiting
    waiting = null
    carrier = null
    done?.(reply)
  }
  const open = async () => {
    const opened = connect(port, '127.0.0.1')
    await once(opened, 'connect')
    opened.setNoDelay(true)
    opened.on('data', createReplyReader(finish))
    // What exactly went wrong is of no use here: the request has failed.
    opened.on('error', () => {})
    opened.on('close', () => {
      if (carrier === opened) finish(null)
    })
    return opened
  }
  const write = ({ start, end }: PreparedRequest) => {
    carrier = socket
    socket.cork()
    socket.write(start)
    socket.write(end)
    socket.uncork()
  }
  const reopen = async (request: PreparedRequest) => {
    socket = await open()
    if (isClosed) socket.destroy()
    write(request)
  }
  let socket = await open()
  return {
    send(request, done) {
      waiting = done
      if (isClosed) return void setImmediate(finish, null)
      if (socket.writable) return write(request)
      reopen(request).catch(() => finish(null))
    },
    close() {
      isClosed = true
      socket.destroy()
    },
  }
}

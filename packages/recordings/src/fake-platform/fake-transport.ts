import net from 'node:net'
import type { Transport } from '@conduit/core/host'
import { Agent, type Dispatcher, errors } from 'undici'

/** As it was at first: while the suite closes the ways to the network, this one stays. */
const { connect } = net

/**
 * A transport that leads every host to a port on loopback, and waits for nothing.
 * @param isSilence asked once for each call that fails: did the other side just say nothing?
 */
export function fakeTransport(port: number, isSilence: () => boolean): Transport {
  const agent = new Agent({
    connect: (_options, callback) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => callback(null, socket))
      socket.once('error', error => callback(error, null))
    },
  })
  const dispatcher = agent.compose(
    dispatch => (options, handler) => dispatch(options, impatient(handler, isSilence)),
  )
  return { dispatcher, wait: async () => undefined }
}

/** Tells a silence as what it is after a while: a timeout. */
function impatient(
  handler: Dispatcher.DispatchHandler,
  isSilence: () => boolean,
): Dispatcher.DispatchHandler {
  const named = (error: Error) => (isSilence() ? new errors.HeadersTimeoutError() : error)
  return new Proxy(handler, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      if (key === 'onError') return (error: Error) => member.call(target, named(error))
      if (key === 'onResponseError') {
        return (controller: unknown, error: Error) => member.call(target, controller, named(error))
      }
      return member.bind(target)
    },
  })
}

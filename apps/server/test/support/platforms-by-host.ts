import type { Transport } from '@conduit/core/host'
import { Agent } from 'undici'

/** A way out that leads each host to a platform of its own; any other host is not reached. */
export function platformsByHost(platforms: Readonly<Record<string, Transport>>): Transport {
  const nowhere = new Agent({
    connect: (_options, callback) => callback(new Error('no such platform'), null),
  })
  const dispatcher = nowhere.compose(dispatch => (options, handler) => {
    const platform = platforms[new URL(String(options.origin)).host]
    return platform === undefined
      ? dispatch(options, handler)
      : platform.dispatcher.dispatch(options, handler)
  })
  return { dispatcher, wait: async () => undefined }
}

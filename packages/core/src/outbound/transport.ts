import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Dispatcher } from 'undici'
import { isPublicAddress } from './public-address.ts'
import { undici } from './undici.ts'

/** How calls reach the network. Shared by all integrations. */
export interface Transport {
  readonly dispatcher: Dispatcher
  /** Pauses between two tries of a call; default: timers. What stands in for a platform need not wait. */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** A transport of one's own, to be closed at the end. */
export interface OwnTransport extends Transport {
  /** Ends its connections, if there were any. */
  readonly close: () => Promise<void>
}

/** What the way out depends on. */
export interface TransportOptions {
  /** Environment: `HTTPS_PROXY` and `NO_PROXY` are read, in upper or lower case. Default: no proxy. */
  readonly env?: { readonly [name: string]: string | undefined }
  /** Resolves names; default: the system's. */
  readonly lookup?: LookupFunction
}

/** Code of the error when a name or a URL leads to an address that is not public. */
export const addressRefused = 'ERR_CONDUIT_ADDRESS_REFUSED'

const connectMilliseconds = 5_000
const silenceMilliseconds = 15_000

/**
 * The real way out: TLS with verified certificates, to public addresses only. The address is checked
 * when the connection is made, and that very address is dialled, so that a name cannot point
 * elsewhere a moment later. 5 s to connect, 15 s to the head of an answer or the next piece of it.
 * The client behind it is made when it is first needed.
 *
 * Through a proxy the proxy resolves the names: only addresses written as such can be checked here,
 * and the proxy's own rules must keep it off private networks.
 *
 * @throws `TypeError` if the proxy is not given as an http or https URL
 */
export function createTransport(options: TransportOptions = {}): OwnTransport {
  const { env = {} } = options
  const httpsProxy = proxyUrl(env.https_proxy || env.HTTPS_PROXY)
  // What is wrong with a proxy is found at the start.
  let dispatcher = httpsProxy ? createDispatcher(options, httpsProxy) : null
  return {
    get dispatcher() {
      dispatcher ??= createDispatcher(options, httpsProxy)
      return dispatcher
    },
    close: async () => await dispatcher?.close(),
  }
}

function createDispatcher(
  { env = {}, lookup = systemLookup }: TransportOptions,
  httpsProxy: string | undefined,
): Dispatcher {
  const { Agent, buildConnector, EnvHttpProxyAgent } = undici()
  const tls = { timeout: connectMilliseconds, rejectUnauthorized: true }
  const options = {
    connect: buildConnector({ ...tls, lookup: publicOnly(lookup) }),
    headersTimeout: silenceMilliseconds,
    bodyTimeout: silenceMilliseconds,
  }
  const noProxy = env.no_proxy ?? env.NO_PROXY ?? ''
  const dispatcher = httpsProxy
    ? new EnvHttpProxyAgent({
        ...options,
        httpsProxy,
        httpProxy: '',
        noProxy,
        requestTls: tls,
        proxyTls: tls,
      })
    : new Agent(options)
  return dispatcher.compose(refuseWrittenAddress)
}

/** Checked here, since the parser's own error would repeat the proxy's password. */
function proxyUrl(text: string | undefined): string | undefined {
  if (!text) return undefined
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new TypeError('HTTPS_PROXY must be an http or https URL')
  }
  return text
}

/** An address written in the URL is dialled without a look-up. */
const refuseWrittenAddress: Dispatcher.DispatcherComposeInterceptor =
  dispatch => (options, handler) => {
    const host = new URL(String(options.origin)).hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw refusal()
    return dispatch(options, handler)
  }

function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, [])
      const all =
        typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found
      const open = all.filter(({ address }) => isPublicAddress(address))
      const first = open[0]
      if (first === undefined) callback(refusal(), [])
      else if (options.all) callback(null, open)
      else callback(null, first.address, first.family)
    })
  }
}

function refusal(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address is not public'), { code: addressRefused })
}

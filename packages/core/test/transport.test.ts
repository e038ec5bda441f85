import { createServer as createProxy } from 'node:http'
import { type AddressInfo, connect, type LookupFunction } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { type Test, test } from 'tap'
import { createPlatform } from '../src/outbound/client.ts'
import { isPublicAddress } from '../src/outbound/public-address.ts'
import { createTransport, type TransportOptions } from '../src/outbound/transport.ts'
import { certificate, privateKey } from './support/self-signed.ts'

function platformOver(t: Test, hosts: readonly string[], options: TransportOptions) {
  const transport = createTransport(options)
  t.teardown(() => transport.dispatcher.destroy())
  return createPlatform({
    hosts,
    now: () => new Date(),
    transport: { ...transport, wait: async () => undefined },
    tokens: { load: async () => null, save: async () => undefined },
  })
}

const refused = { code: 'upstream_error', message: 'address not public' }

test('public addresses', async t => {
  for (const address of [
    '93.184.215.14',
    '1.1.1.1',
    '2606:4700:4700::1111',
    '::ffff:93.184.215.14',
  ]) {
    t.ok(isPublicAddress(address), address)
  }
  const others =
    '127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 ' +
    '100.64.0.1 192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ' +
    '::ffff:169.254.169.254 ::ffff:a00:1 ::127.0.0.1 ::7f00:1 fe80::1 fe80::1%eth0 fc00::1 ' +
    'fd00:ec2::254 fec0::1 ff02::1 64:ff9b::7f00:1 2002:7f00:1:: 2001::1 2001:db8::1 localhost 1.2.3'
  for (const address of ['', ...others.split(' ')]) t.notOk(isPublicAddress(address), address)
})

test('refuses an address that is written in the URL', async t => {
  const hosts =
    '127.0.0.1 127.1 2130706433 0x7f.0.0.1 10.0.0.8 169.254.169.254 0.0.0.0 [::1] [::] ' +
    '[::ffff:127.0.0.1] [::ffff:a9fe:a9fe] [fd00:ec2::254]'
  for (const host of hosts.split(' ')) {
    const url = new URL(`https://${host}/`)
    const platform = platformOver(t, [url.host], { lookup: () => t.fail('nothing to look up') })
    await t.rejects(platform.request({ url }), refused, host)
  }
})

test('refuses a name that leads to an address inside', async t => {
  for (const address of ['127.0.0.1', '::1', '10.0.0.8', '169.254.169.254', '::ffff:127.0.0.1']) {
    const asked: string[] = []
    const lookup: LookupFunction = (hostname, _options, callback) => {
      asked.push(hostname)
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
    }
    const platform = platformOver(t, ['api.example.com'], { lookup })
    await t.rejects(platform.request({ url: 'https://api.example.com/' }), refused, address)
    t.strictSame(asked, ['api.example.com'], 'looked up once, not tried again')
  }
})

test('the system resolver is asked by default', async t => {
  const platform = platformOver(t, ['localhost'], {})
  await t.rejects(platform.request({ url: 'https://localhost/' }), refused)
})

test('a name that is not found', async t => {
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), [])
  }
  const platform = platformOver(t, ['api.example.com'], { lookup })
  await t.rejects(platform.request({ url: 'https://api.example.com/' }), {
    code: 'upstream_error',
    message: 'host name not found',
  })
})

/** A proxy on loopback that leads every tunnel to one port, or refuses it. */
async function startProxy(t: Test, targetPort: number | null) {
  const tunnels: string[] = []
  const server = createProxy().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '')
    if (targetPort === null) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const target = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
    socket.on('error', () => target.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { tunnels, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('goes through HTTPS_PROXY, except to the hosts of NO_PROXY', async t => {
  const proxy = await startProxy(t, null)
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    callback(null, [{ address: '10.0.0.8', family: 4 }])
  }
  const hosts = ['api.example.com', 'direct.example.com', '127.0.0.1']
  for (const env of [
    { HTTPS_PROXY: proxy.url, NO_PROXY: 'direct.example.com' },
    { https_proxy: proxy.url, no_proxy: '.other.test, direct.example.com' },
  ]) {
    proxy.tunnels.length = 0
    const platform = platformOver(t, hosts, { env, lookup })
    const tunnelled = platform.request({ url: 'https://api.example.com/', idempotent: false })
    await t.rejects(tunnelled, { code: 'upstream_error', message: 'network error' })
    await t.rejects(platform.request({ url: 'https://direct.example.com/' }), refused)
    await t.rejects(platform.request({ url: 'https://127.0.0.1/' }), refused)
    t.strictSame(proxy.tunnels, ['api.example.com:443'])
  }
})

test('a proxy that is no URL is refused without repeating it', async t => {
  for (const HTTPS_PROXY of ['proxy.example.com:3128', 'socks5://u:p@proxy', 'http://u:p@:99999']) {
    const error = { message: 'HTTPS_PROXY must be an http or https URL' }
    t.throws(() => createTransport({ env: { HTTPS_PROXY } }), error)
  }
  t.ok(createTransport({ env: { HTTPS_PROXY: '' } }).dispatcher)
  t.throws(() => createTransport({ env: { HTTPS_PROXY: 'http://%zz:p@proxy.example.com' } }))
})

test('its client is made once, when it is first needed', async t => {
  await createTransport().close()
  const transport = createTransport()
  const { dispatcher } = transport
  t.equal(transport.dispatcher, dispatcher)
  await transport.close()
  await t.rejects(
    dispatcher.request({ origin: 'https://api.example.com', path: '/', method: 'GET' }),
    {
      code: /^UND_ERR_(CLOSED|DESTROYED)$/,
    },
  )
})

test('the process environment is not read', async t => {
  const proxy = await startProxy(t, null)
  const before = process.env.HTTPS_PROXY
  t.teardown(() => {
    if (before === undefined) delete process.env.HTTPS_PROXY
    else process.env.HTTPS_PROXY = before
  })
  process.env.HTTPS_PROXY = proxy.url
  await t.rejects(
    platformOver(t, ['localhost'], {}).request({ url: 'https://localhost/' }),
    refused,
  )
  t.strictSame(proxy.tunnels, [])
})

test('a certificate that no authority signed is not accepted', async t => {
  const received: string[] = []
  const server = createTlsServer({ cert: certificate, key: privateKey }, socket => {
    socket.on('data', chunk => received.push(String(chunk)))
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const proxy = await startProxy(t, (server.address() as AddressInfo).port)
  const platform = platformOver(t, ['api.example.com'], { env: { HTTPS_PROXY: proxy.url } })
  await t.rejects(platform.request({ url: 'https://api.example.com/?key=hidden' }), {
    code: 'upstream_error',
    message: 'TLS not accepted',
  })
  t.strictSame(received, [])
  t.equal(proxy.tunnels.length, 1)
})

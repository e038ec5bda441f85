import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import netsuite from '@conduit/adapter-netsuite'
import { test } from 'tap'
import { openBench, requestOf, settings, signingSecret } from './bench.ts'

interface Sent {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}
type Script = { afterSubmit(context: object): void }

/** NetSuite's modules, as far as the script uses them; `digest` writes capitals as theirs does. */
function modulesInto(sent: Sent[]) {
  const secrets: Record<string, string> = { custsecret_privacy_hmac: signingSecret }
  return {
    'N/https': { post: (call: Sent) => ({ code: sent.push(call) > 0 ? 200 : 500 }) },
    'N/crypto': {
      HashAlg: { SHA256: 'sha256' },
      createSecretKey: ({ secret, encoding }: Record<string, string>) =>
        Buffer.from(secrets[secret ?? ''] ?? '', encoding === 'UTF_8' ? 'utf8' : 'hex'),
      createHmac({ algorithm, key }: { algorithm: string; key: Buffer }) {
        const hmac = createHmac(algorithm, key)
        return {
          update: ({ input }: { input: string }) => void hmac.update(input, 'utf8'),
          digest: () => hmac.digest('hex').toUpperCase(),
        }
      },
    },
    'N/crypto/random': { generateUUID: () => '9d2f4c1a-77d1-4c58-a9c8-0d9e2b3f4a01' },
    'N/encode': { Encoding: { UTF_8: 'UTF_8', HEX: 'HEX' } },
    'N/runtime': {
      accountId: settings.accountId,
      executionContext: 'USERINTERFACE',
      getCurrentScript: () => ({ getParameter: () => 'https://conduit.example.com/' }),
    },
  }
}

/** Loads the script that people are told to install. */
function load(sent: Sent[]): Script {
  const [, code = ''] =
    /```js\n([\s\S]*?)\n```/.exec(readFileSync(netsuite.guides.connect, 'utf8')) ?? []
  const modules: Readonly<Record<string, unknown>> = modulesInto(sent)
  const define = (names: readonly string[], make: (...parts: readonly unknown[]) => Script) =>
    make(...names.map(name => modules[name]))
  return runInNewContext(code, { define, log: { error: () => undefined } }) as Script
}

const record = (values: Readonly<Record<string, unknown>>) => ({
  type: 'customer',
  id: 1427,
  getFields: () => Object.keys(values),
  getValue: (name: string) => values[name],
})

test('what the script of the instructions sends is proven and understood', async t => {
  const sent: Sent[] = []
  const script = load(sent)
  const before = { firstname: 'Bjørk', unsubscribe: false }
  const newRecord = record({ ...before, unsubscribe: true })
  script.afterSubmit({ type: 'create', newRecord, oldRecord: null })
  script.afterSubmit({ type: 'edit', newRecord, oldRecord: record(before) })
  script.afterSubmit({ type: 'delete', newRecord, oldRecord: record(before) })
  t.equal(sent.length, 3)
  const bench = openBench()
  for (const { body, headers } of sent) {
    const signature = headers['X-NetSuite-Signature'] ?? ''
    const request = requestOf(body, { 'x-netsuite-signature': signature })
    t.equal(netsuite.verifySignature(request, { settings, state: {} }), 'signed')
    const eventId = `event-${bench.store.activities.length}-${signature.slice(0, 8)}`
    await bench.deliver({ ...JSON.parse(body), eventId })
  }
  t.match(bench.store.activities, [
    { type: 'customer.create', meaning: 'subject.created', fetch: 'waiting' },
    { type: 'customer.edit', meaning: 'subject.updated', fetch: 'waiting' },
    { type: 'customer.delete', meaning: 'subject.deleted' },
  ])
  t.strictSame(JSON.parse(sent[1]?.body ?? '').changedFields, ['unsubscribe'])
})

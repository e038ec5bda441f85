import { crossCheck, headerOf, type OfficialClient } from '@conduit/testing'
import { test } from 'tap'
import { acme, acmeWith, codeOf, spec } from './acme/acme.ts'
import samples from './acme/samples.ts'

type Check = 'recorded' | 'spoilt' | 'samples' | 'client'

/** A client of Acme’s that is right. */
const honest: OfficialClient = {
  package: 'tap',
  from: import.meta.url,
  except: {
    '06-ping.json': 'a ping is not signed',
    '09-challenge.json': 'a challenge is answered and not recorded',
  },
  accepts(call) {
    const { signingSecret, previousSigningSecrets = [] } = call.settings
    const [time = '', ...codes] = headerOf(call, 'x-acme-signature')
      .split(',')
      .map(part => part.slice(part.indexOf('=') + 1))
    return [signingSecret, previousSigningSecrets]
      .flat()
      .some(secret => codes.includes(codeOf(String(secret), time, call.body)))
  },
  sign: call => samples.sign(call, call.settings, call.at) ?? {},
}

/** What failed, by check. */
async function failuresOf(
  changes: Partial<OfficialClient> = {},
  adapter: Parameters<typeof crossCheck>[1] = acme,
  own = samples,
) {
  const failures: Partial<Record<Check, string>> = {}
  const skipped: Check[] = []
  const checks: Readonly<Record<string, Check>> = {
    'what was recorded is judged alike': 'recorded',
    'what was spoilt is refused by both': 'spoilt',
    'what the samples sign is accepted by both': 'samples',
    'what the client signs is accepted by both': 'client',
  }
  const runner: Parameters<typeof crossCheck>[0] = {
    async test(name, { skip }, run) {
      const check = checks[name]
      if (check === undefined) throw new Error(name)
      if (skip) return skipped.push(check)
      await run().catch((error: Error) => {
        failures[check] = error.message
      })
    },
  }
  const done = await crossCheck(runner, adapter, own, { ...honest, ...changes })
  return { failures, skipped, done }
}

test('an honest adapter and an honest client agree', async t => {
  const { failures, skipped, done } = await failuresOf()
  t.strictSame(failures, {})
  t.strictSame(skipped, [])
  // Six recordings, of which five are genuine: each spoilt in eight ways, and signed twice.
  t.match(done, /^cross-checked with tap@\d+\.\d+\.\d+: 56 deliveries$/)
})

test('a client that accepts anything, or nothing', async t => {
  const anything = await failuresOf({ accepts: () => true })
  t.match(anything.failures, {
    recorded: /^04-wrong-signature\.json: tap accepts it/,
    spoilt: /^01-two-members\.json, one bit flipped: tap accepts it/,
  })
  const nothing = await failuresOf({ accepts: async () => false })
  t.match(nothing.failures, {
    recorded: /^01-two-members\.json: tap refuses it/,
    samples: /tap refuses it/,
    client: /tap refuses it/,
  })
})

test('an adapter that accepts anything, or nothing', async t => {
  const loose = acmeWith({ verifySignature: () => 'signed' })
  t.match((await failuresOf({}, loose)).failures, {
    recorded: /^04-wrong-signature\.json: the adapter says signed/,
    spoilt: /the adapter says signed/,
  })
  const blind = acmeWith({ verifySignature: () => 'unsigned' })
  t.match((await failuresOf({}, blind)).failures, {
    recorded: /^01-two-members\.json: the adapter says unsigned/,
    samples: /the adapter says unsigned/,
    client: /the adapter says unsigned/,
  })
})

test('an adapter that fails is not one that refuses', async t => {
  const broken = acmeWith({
    verifySignature: (request, integration) => {
      if (request.bytes.length === 0) throw new TypeError('no bytes')
      return spec.verifySignature(request, integration)
    },
  })
  t.match((await failuresOf({}, broken)).failures, { spoilt: /no bytes/ })
})

test('samples and clients that sign otherwise', async t => {
  const wrong = () => ({ 'X-Acme-Signature': 't=1,v1=00' })
  t.match((await failuresOf({}, acme, { ...samples, sign: wrong })).failures, {
    samples: /refuses/,
  })
  t.match((await failuresOf({}, acme, { ...samples, sign: () => null })).failures, {
    samples: /samples\.sign signs it/,
  })
  t.match((await failuresOf({ sign: wrong })).failures, { client: /refuses/ })
})

test('a client that only verifies is asked no more than that', async t => {
  const { sign: _sign, ...verifier } = honest
  const skips: unknown[] = []
  const runner: Parameters<typeof crossCheck>[0] = {
    test: async (_name, { skip }) => void skips.push(skip),
  }
  await crossCheck(runner, acme, samples, verifier)
  t.strictSame(skips.at(-1), 'tap only verifies')
})

test('exceptions name recordings, and not all of them; the package has to be there', async t => {
  await t.rejects(failuresOf({ except: { '99-none.json': 'why' } }), /names recordings/)
  const names = [
    '01-two-members',
    '02-the-same-again',
    '03-thin',
    '05-foreign-account',
    '06-ping',
    '08-conditions',
    '09-challenge',
  ]
  const except = Object.fromEntries(names.map(name => [`${name}.json`, 'why']))
  await t.rejects(failuresOf({ except }), /there is a genuine recording/)
  await t.rejects(failuresOf({ package: 'no-such-package' }), { code: 'MODULE_NOT_FOUND' })
})

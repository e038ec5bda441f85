import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { byAccount } from '@conduit/core'
import { type Test, test } from 'tap'
import { acmeWith, type Spec, spec } from './acme/acme.ts'
import samples from './acme/samples.ts'
import { verdictsOf } from './verdicts.ts'

const account = 'tenancy: events of an account that is another’s are not recorded'
const empty = 'signature: an empty or missing secret lets nothing in'
const rotation = 'signature: an old secret is accepted while two are set'

/** Acme with one URL for all accounts, so that its secrets are the operator's. */
async function verdictsWith(t: Test, changes: Partial<Spec> = {}) {
  const files = ['01-two-members.json', '03-thin.json'].map(file => {
    return [file, readFileSync(new URL(file, samples.recordings), 'utf8')] as const
  })
  const folder = pathToFileURL(`${t.testdir(Object.fromEntries(files))}/`)
  const adapter = acmeWith({ authenticate: byAccount(), ...changes })
  return await verdictsOf(adapter, { ...samples, recordings: folder })
}

test('a platform with one URL for all accounts can be proven as well', async t => {
  const { failed, passed } = await verdictsWith(t)
  t.strictSame([...failed], [])
  for (const check of [account, empty, rotation]) t.ok(passed.includes(check), check)
})

test('secrets among the operator’s options are changed there', async t => {
  const { failed } = await verdictsWith(t, {
    verifySignature(request, { settings }) {
      const { previousSigningSecrets: _old, ...rest } = settings
      return spec.verifySignature(request, { settings: rest, state: {} })
    },
  })
  t.strictSame([...failed.keys()], [rotation])
})

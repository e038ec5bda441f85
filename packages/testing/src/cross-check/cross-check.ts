import assert from 'node:assert/strict'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { resign, withProof } from '@conduit/recordings/player'
import type { TestRunner } from '../adapter-suite.ts'
import { packageVersion } from './package-version.ts'
import { type JudgeableCall, recordedCalls, type SignedCall, verdictOf } from './signed-call.ts'
import { spoiltCalls } from './spoilt-calls.ts'

/** Somebody else's code that verifies what the adapter verifies, best the platform's own. */
export interface OfficialClient {
  /** Its package on npm. */
  readonly package: string
  /** `import.meta.url` of the test, from where the package is found. */
  readonly from: string
  /** Does it take a call for genuine, with its clock at `call.at` and the secrets of `call.settings`? */
  accepts(call: SignedCall): boolean | Promise<boolean>
  /** The headers with which it signs a call; absent: it only verifies. */
  sign?(call: SignedCall): Readonly<Record<string, string>>
  /** File of a recording → why this client cannot judge it. */
  readonly except?: Readonly<Record<string, string>>
}

/**
 * Holds an adapter against a client that knows the same signatures: both judge every recording
 * alike, both refuse each spoilt copy of a genuine one, the client accepts what `samples.sign`
 * signs, and the adapter what the client signs. Whatever the two rightly see differently is for a
 * test of its own.
 *
 * @returns what was done, for a comment of the test
 * @example
 * test('Acme’s own client agrees', async t => {
 *   t.comment(await crossCheck(t, acme, samples, client))
 * })
 */
export async function crossCheck(
  t: TestRunner,
  adapter: IntegrationAdapter,
  samples: Samples,
  client: OfficialClient,
): Promise<string> {
  const { sign } = client
  const recorded = judgeable(adapter, samples, client)
  const genuine = recorded.filter(each => each.genuine)
  assert.ok(genuine.length > 0, 'there is a genuine recording that the client can judge')
  let judged = 0
  const expect = async (call: SignedCall, accepted: boolean, what: string) => {
    judged += 1
    const theirs = await client.accepts(call)
    const ours = verdictOf(adapter, call)
    assert.equal(
      theirs,
      accepted,
      `${what}: ${client.package} ${theirs ? 'accepts' : 'refuses'} it`,
    )
    assert.equal(ours === 'signed', accepted, `${what}: the adapter says ${ours}`)
  }

  await t.test('what was recorded is judged alike', {}, async () => {
    for (const { file, call, genuine } of recorded) await expect(call, genuine, file)
  })
  await t.test('what was spoilt is refused by both', {}, async () => {
    for (const { file, call } of genuine) {
      for (const [how, spoilt] of spoiltCalls(adapter, call)) {
        await expect(spoilt, false, `${file}, ${how}`)
      }
    }
  })
  await t.test('what the samples sign is accepted by both', {}, async () => {
    for (const { file, call } of genuine) {
      const signed = resign(samples, call, call.settings, call.at)
      assert.ok(signed !== null, `${file}: samples.sign signs it`)
      await expect({ ...call, ...signed, body: Buffer.from(signed.body) }, true, file)
    }
  })
  const skip = sign === undefined && `${client.package} only verifies`
  await t.test('what the client signs is accepted by both', { skip }, async () => {
    for (const { file, call } of genuine) {
      await expect(withProof(call, sign?.(call) ?? {}), true, file)
    }
  })
  const version = packageVersion(client.package, client.from)
  return `cross-checked with ${client.package}@${version}: ${judged} deliveries`
}

function judgeable(
  adapter: IntegrationAdapter,
  samples: Samples,
  { except = {} }: OfficialClient,
): readonly JudgeableCall[] {
  const all = recordedCalls(adapter, samples)
  const unknown = Object.keys(except).filter(file => !all.some(each => each.file === file))
  assert.deepEqual(unknown, [], 'client.except names recordings that there are')
  return all.filter(({ file }) => except[file] === undefined)
}

import assert from 'node:assert/strict'
import { expectStatus } from '../assertions/expect-status.ts'
import { withMember } from '../body/with-member.ts'
import type { Check } from '../context/check.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withEach } from '../context/with-server.ts'
import { withOtherSecrets } from './other-secret.ts'
import { unsigned } from './unsigned.ts'

/** What a decoder puts in the place of bytes that it cannot read. */
const replacementCharacter = [0xef, 0xbf, 0xbd]

/** A signature is one over exactly these bytes, by whoever holds the secret. */
export const signatureBytesChecks: readonly Check[] = [
  {
    name: 'signature: samples.sign signs what the platform signs',
    hint: 'make samples.sign the inverse of verifySignature: the same bytes, secrets and headers.',
    skip: context =>
      context.oneOfEachKind.some(each => each.isSigned)
        ? null
        : unsigned({ ...context, signed: [] }),
    run: async ({ signed }) => {
      assert.ok(signed.length > 0, 'samples.sign gives no headers for what the platform signed')
      await withEach(signed, async (delivery, server) => {
        await expectStatus(server, delivery.with(delivery.request.body), [200], delivery.file)
      })
    },
  },
  {
    name: 'signature: other bytes than the signed ones are refused',
    hint: 'verify request.bytes as they came, before anything decodes or tidies them.',
    skip: unsigned,
    run: ({ signed }) =>
      withEach(signed, async (delivery, server) => {
        const headers = delivery.sign(delivery.request.body) ?? {}
        for (const [what, body] of otherBytes(delivery.request.body)) {
          const request = delivery.with(body, headers)
          await expectStatus(server, request, refusals(delivery), `${delivery.file}: ${what}`)
        }
      }),
  },
  {
    name: 'signature: another secret is refused',
    hint: 'compare with the secrets of the settings only, by verifyHmac() or another constant-time function, and mark those settings with { proves: true }.',
    skip: unsigned,
    run: ({ adapter, signed }) =>
      withEach(signed, async (delivery, server) => {
        const { body } = delivery.request
        const headers = delivery.sign(body, withOtherSecrets(adapter, delivery.settings))
        assert.notDeepEqual(
          headers,
          delivery.sign(body),
          'samples.sign does not depend on the settings that are requestWithCanaries `proves`',
        )
        const request = delivery.with(body, headers ?? {})
        await expectStatus(server, request, [401], delivery.file)
      }),
  },
  {
    name: 'signature: no text in the body is special to the check',
    hint: 'build what is signed without String.replace() and templates: $$ and $& mean something there.',
    skip: context =>
      unsigned(context) ??
      (context.signed.some(each => withSpecialText(each) !== null)
        ? null
        : 'nothing can be added to its bodies'),
    run: ({ signed }) =>
      withEach(signed, async (delivery, server) => {
        const body = withSpecialText(delivery)
        if (body === null) return
        await expectStatus(
          server,
          delivery.with(body),
          [200],
          `${delivery.file}: $$ and $& in the body`,
        )
      }),
  },
  {
    name: 'signature: bytes that are not UTF-8 are never taken for others',
    hint: 'hash bytes, not text: decoding turns all that is not UTF-8 into the same character.',
    skip: unsigned,
    run: ({ signed }) =>
      withEach(signed, async (delivery, server) => {
        const what = `${delivery.file}: bytes that are not UTF-8`
        for (const genuine of [[0xff], replacementCharacter]) {
          const body = withBytes(delivery.request.body, genuine)
          const headers = delivery.sign(body) ?? {}
          await expectStatus(server, delivery.with(body, headers), [200, 400, 401], what)
          const forged = withBytes(delivery.request.body, [0xfe])
          await expectStatus(server, delivery.with(forged, headers), [400, 401], what)
          const { proof } = server.adapterCalls.verified.at(-1) ?? {}
          assert.equal(proof, null, `${what}: taken for what was signed`)
        }
      }),
  },
]

/** A scheme that signs the decoded fields of a form must decode it first, and may stumble there. */
function refusals({ format }: RecordedDelivery): readonly number[] {
  return format === 'form' ? [400, 401] : [401]
}

function* otherBytes(body: Buffer): Generator<readonly [string, Buffer]> {
  for (const at of new Set([0, Math.floor(body.length / 2), body.length - 1])) {
    const flipped = Buffer.from(body)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    yield [`bit flipped in byte ${at}`, flipped]
  }
  yield ['last byte cut off', body.subarray(0, -1)]
  yield ['second half cut off', body.subarray(0, body.length / 2)]
  yield ['a byte added', Buffer.concat([body, Buffer.from(' ')])]
  const again = serialisedAgain(body)
  if (again !== null) yield ['JSON written anew', again]
}

function serialisedAgain(body: Buffer): Buffer | null {
  try {
    const document: unknown = JSON.parse(body.toString())
    const texts = [JSON.stringify(document), JSON.stringify(document, null, 3)]
    const other = texts.find(each => each !== body.toString())
    return other === undefined ? null : Buffer.from(other)
  } catch {
    return null
  }
}

function withSpecialText({ format, request }: RecordedDelivery): Buffer | null {
  return withMember(format, request.body, "$$ $& $1 $` $'")
}

function withBytes(body: Buffer, bytes: readonly number[]): Buffer {
  const at = Math.floor(body.length / 2)
  return Buffer.concat([body.subarray(0, at), Buffer.from(bytes), body.subarray(at)])
}

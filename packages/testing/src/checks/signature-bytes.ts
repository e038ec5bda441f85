import assert from 'node:assert/strict'
import type { Play } from '@conduit/recordings/player'
import { expectStatus, withEach } from './assertions.ts'
import { withMember } from './bodies.ts'
import type { Check, SuiteContext } from './check.ts'
import { withOtherSecrets } from './secrets.ts'
import type { Specimen } from './specimen.ts'

/** What a decoder puts in the place of bytes that it cannot read. */
const replacementCharacter = [0xef, 0xbf, 0xbd]

/** Why nothing can be said of signatures. */
export function unsigned({ signed, specimens }: SuiteContext): string | null {
  if (signed.length > 0) return null
  if (specimens.length === 0) return nothingTaken
  const isSigned = specimens.some(each => each.isSigned)
  return isSigned ? 'samples.sign signs none of the recordings' : 'the platform signs nothing'
}

/** Why nothing can be said where there is no specimen. */
export const nothingTaken = 'no recorded delivery with a body was accepted and read'

/** Before all that follows: where nothing is let in, everything else fails as well. */
export const acceptanceCheck: Check = {
  name: 'signature: what the platform sent is accepted',
  hint: 'write verifySignature: it must accept what the platform sent, with the recorded secret.',
  skip: ({ plays }) =>
    genuine(plays).length > 0 ? null : 'no recording holds a delivery that is to be accepted',
  run({ plays }) {
    const refused = genuine(plays).map(({ file, observed }) => {
      const isRefused = observed?.sight.verified.every(({ proof }) => proof === null)
      return isRefused ? `${file}: ${observed?.reply.observation?.reason}` : null
    })
    const isOpen = refused.some(each => each === null)
    assert.ok(isOpen, ['verifySignature refuses everything:', ...refused].join('\n'))
  },
}

/** A signature is one over exactly these bytes, by whoever holds the secret. */
export const signatureBytesChecks: readonly Check[] = [
  {
    name: 'signature: samples.sign signs what the platform signs',
    hint: 'make samples.sign the inverse of verifySignature: the same bytes, secrets and headers.',
    skip: context =>
      context.specimens.some(each => each.isSigned) ? null : unsigned({ ...context, signed: [] }),
    run: async ({ signed }) => {
      assert.ok(signed.length > 0, 'samples.sign gives no headers for what the platform signed')
      await withEach(signed, async (specimen, rig) => {
        await expectStatus(rig, specimen.with(specimen.request.body), [200], specimen.file)
      })
    },
  },
  {
    name: 'signature: other bytes than the signed ones are refused',
    hint: 'verify request.bytes as they came, before anything decodes or tidies them.',
    skip: unsigned,
    run: ({ signed }) =>
      withEach(signed, async (specimen, rig) => {
        const headers = specimen.sign(specimen.request.body) ?? {}
        for (const [what, body] of otherBytes(specimen.request.body)) {
          const request = specimen.with(body, headers)
          await expectStatus(rig, request, refusals(specimen), `${specimen.file}: ${what}`)
        }
      }),
  },
  {
    name: 'signature: another secret is refused',
    hint: 'compare with the secrets of the settings only, by verifyHmac() or another constant-time function, and mark those settings with { proves: true }.',
    skip: unsigned,
    run: ({ adapter, signed }) =>
      withEach(signed, async (specimen, rig) => {
        const { body } = specimen.request
        const headers = specimen.sign(body, withOtherSecrets(adapter, specimen.settings))
        assert.notDeepEqual(
          headers,
          specimen.sign(body),
          'samples.sign does not depend on the settings that are marked `proves`',
        )
        const request = specimen.with(body, headers ?? {})
        await expectStatus(rig, request, [401], specimen.file)
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
      withEach(signed, async (specimen, rig) => {
        const body = withSpecialText(specimen)
        if (body === null) return
        await expectStatus(
          rig,
          specimen.with(body),
          [200],
          `${specimen.file}: $$ and $& in the body`,
        )
      }),
  },
  {
    name: 'signature: bytes that are not UTF-8 are never taken for others',
    hint: 'hash bytes, not text: decoding turns all that is not UTF-8 into the same character.',
    skip: unsigned,
    run: ({ signed }) =>
      withEach(signed, async (specimen, rig) => {
        const what = `${specimen.file}: bytes that are not UTF-8`
        for (const genuine of [[0xff], replacementCharacter]) {
          const body = withBytes(specimen.request.body, genuine)
          const headers = specimen.sign(body) ?? {}
          await expectStatus(rig, specimen.with(body, headers), [200, 400, 401], what)
          const forged = withBytes(specimen.request.body, [0xfe])
          await expectStatus(rig, specimen.with(forged, headers), [400, 401], what)
          const { proof } = rig.sight.verified.at(-1) ?? {}
          assert.equal(proof, null, `${what}: taken for what was signed`)
        }
      }),
  },
]

/** Deliveries that are to be accepted, and came as far as verifySignature. */
function genuine(plays: readonly Play[]): readonly Play[] {
  return plays.filter(
    ({ recording, observed }) =>
      recording?.request?.method === 'POST' &&
      recording.expect.status === 200 &&
      (observed?.sight.verified.length ?? 0) > 0,
  )
}

/** A scheme that signs the decoded fields of a form must decode it first, and may stumble there. */
function refusals({ format }: Specimen): readonly number[] {
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

function withSpecialText({ format, request }: Specimen): Buffer | null {
  return withMember(format, request.body, "$$ $& $1 $` $'")
}

function withBytes(body: Buffer, bytes: readonly number[]): Buffer {
  const at = Math.floor(body.length / 2)
  return Buffer.concat([body.subarray(0, at), Buffer.from(bytes), body.subarray(at)])
}

import assert from 'node:assert/strict'
import { missingSettings } from '@conduit/core/host'
import type { AddressedRequest } from '@conduit/recordings'
import { settingsOf, type TestServer } from '@conduit/recordings/player'
import { assertSame } from '../assertions/assert-same.ts'
import { assertSound } from '../assertions/assert-sound.ts'
import { expectStatus } from '../assertions/expect-status.ts'
import type { Check, Handshake, SuiteContext } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'
import { withServer } from '../context/with-server.ts'
import { withSettings } from '../context/with-settings.ts'
import { provingKeys } from '../signature/proving-keys.ts'
import { challengePlaces } from './challenge-places.ts'
import { forgedSignatures } from './forged-signatures.ts'

/** Calls by which a platform tries an address: answered, and no events. */
export const handshakeChecks: readonly Check[] = [
  {
    name: 'handshakes: each is answered, and nothing of it is kept',
    hint: 'return { handshake } from verifySignature, with the body that the platform expects, and decide by what only such a call has.',
    skip: withoutHandshakes,
    run: async ({ handshakes }) => {
      for (const handshake of handshakes) {
        await withServer(handshake.open(), async server => {
          for (const what of ['first', 'again']) await assertAnswered(handshake, server, what)
        })
      }
    },
  },
  {
    name: 'handshakes: they are answered before anything is learned',
    hint: 'answer handshakes before any secret is asked for: a platform tries the address before it shows its secret.',
    skip: context =>
      withoutHandshakes(context) ??
      (context.handshakes.some(each => pending(context, each) !== null)
        ? null
        : 'all its settings are known from the start'),
    run: async context => {
      for (const handshake of context.handshakes) {
        const early = pending(context, handshake)
        if (early === null) continue
        await withServer(handshake.open(early.installation), server =>
          assertAnswered(handshake, server, `without ${early.missing}`),
        )
      }
    },
  },
  {
    name: 'handshakes: before all is learned, events get 503',
    hint: "where a secret that is learned is missing, refuse('unavailable'), or leave it to verifyHmac(): after a 401 the platform may give up.",
    skip: context => {
      if (context.oneOfEachKind.length === 0) return nothingTaken
      return context.oneOfEachKind.some(each => pending(context, each) !== null)
        ? null
        : 'all its settings are known from the start'
    },
    run: async context => {
      for (const delivery of context.oneOfEachKind) {
        const early = pending(context, delivery)
        if (early === null) continue
        await withServer(delivery.open(early.installation), async server => {
          const what = `${delivery.file}: without ${early.missing}`
          await expectStatus(server, delivery.with(delivery.request.body), [503], what)
          assertSame(server.captured.records.length, 0, `${what}: deliveries that are kept`)
        })
      }
    },
  },
  {
    name: 'handshakes: a stranger gets nothing signed, and no page of his making',
    hint: 'sign a challenge together with words that no webhook begins with, or after the call itself is proven; write it back as plain text only.',
    skip: context =>
      withoutHandshakes(context) ??
      (context.handshakes.some(each => challengePlaces(each).length > 0)
        ? null
        : 'its handshakes bring nothing that could be answered'),
    run: async context => {
      for (const handshake of context.handshakes) {
        await withServer(handshake.open(), async server => {
          for (const [place, put] of challengePlaces(handshake)) {
            const what = `${handshake.file}: ${place}`
            await assertNoPage(server, put, what)
            for (const delivery of context.signed) {
              await assertNothingSigned(
                server,
                put,
                forgedSignatures(context.adapter, delivery),
                what,
              )
            }
          }
        })
      }
    },
  },
]

async function assertAnswered(
  { file, play, request }: Handshake,
  server: TestServer,
  what: string,
) {
  const reply = await expectStatus(server, request, [200], `${file}: ${what}`)
  const expected = play.recording?.expect.responseBody ?? play.observed?.reply.body
  assertSame(reply.body, expected, `${file}: ${what}: the reply`)
  const { code } = reply.observation ?? {}
  assertSame(code, 'handshake', `${file}: ${what}: taken for`)
  assertSame(server.captured.records.length, 0, `${file}: ${what}: deliveries that are kept`)
}

/** What comes back where a challenge stood must not be read as a page. */
async function assertNoPage(
  server: TestServer,
  put: (text: string) => AddressedRequest,
  what: string,
) {
  const { body, headers } = await server.send(put('"><b id=canary>'))
  const isPage = !/^(text\/plain|application\/json)\b/.test(String(headers['content-type'] ?? ''))
  assert.ok(
    !(isPage && body.includes('<b id=canary>')),
    `${what} comes back as ${headers['content-type']}`,
  )
}

async function assertNothingSigned(
  server: TestServer,
  put: (text: string) => AddressedRequest,
  forgeries: ReturnType<typeof forgedSignatures>,
  what: string,
) {
  for (const { texts, code } of forgeries) {
    for (const text of texts) {
      const thrown = server.adapterCalls.thrown.length
      const { body } = await server.send(put(text))
      assertSound(server.adapterCalls.thrown.slice(thrown), what)
      const isSigned = code.some(each => body.includes(each))
      assert.ok(!isSigned, `${what}: the answer is the signature of any webhook that stands there`)
    }
  }
}

/** The integration before anything is learned, and what it lacks then; null: it lacks nothing. */
function pending(
  { adapter }: SuiteContext,
  { installation, settings }: Pick<Handshake, 'installation' | 'settings'>,
): { readonly installation: Handshake['installation']; readonly missing: string } | null {
  const learned = Object.entries(adapter.settings.properties).flatMap(([key, schema]) =>
    schema.learned === true ? key : [],
  )
  if (learned.length === 0) return null
  const keys = [...learned, ...provingKeys(adapter, settings)]
  const early = withSettings(installation, Object.fromEntries(keys.map(key => [key, undefined])))
  const missing = missingSettings(adapter, settingsOf(adapter, early))
  return missing.length === 0 ? null : { installation: early, missing: missing.join(' and ') }
}

function withoutHandshakes({ handshakes }: SuiteContext): string | null {
  return handshakes.length > 0 ? null : 'its recordings hold no handshake'
}

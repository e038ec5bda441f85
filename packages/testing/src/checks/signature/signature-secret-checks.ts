import assert from 'node:assert/strict'
import type { IntegrationAdapter, JsonObject, JsonValue } from '@conduit/core'
import { missingSettings } from '@conduit/core/host'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { expectStatus } from '../assertions/expect-status.ts'
import type { Check } from '../context/check.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withServer } from '../context/with-server.ts'
import { withSettings } from '../context/with-settings.ts'
import { attempt } from './attempt.ts'
import { otherSecret } from './other-secret.ts'
import { provingKeys } from './proving-keys.ts'
import { signingKeyOf } from './signing-key-of.ts'
import { unsigned } from './unsigned.ts'

const month = 30 * 86_400_000

/** Which secrets may verify, and when. */
export const signatureSecretChecks: readonly Check[] = [
  {
    name: 'signature: an empty or missing secret lets nothing in',
    hint: 'give secrets to verifyHmac() or usableSecrets() as they are set: an empty one never counts, and without any the call is refused, not taken unsigned.',
    skip: unsigned,
    run: async ({ adapter, signed }) => {
      for (const delivery of signed) {
        for (const empty of ['', ' ', undefined]) await assertRefused(adapter, delivery, empty)
      }
    },
  },
  {
    name: 'signature: an old secret is accepted while two are set',
    hint: 'accept each secret of the list of previous ones, as well as the current one.',
    skip: context =>
      unsigned(context) ??
      (context.signed.some(each => rotationOf(context.adapter, each) !== null)
        ? null
        : 'its settings hold one secret only'),
    run: async ({ adapter, signed }) => {
      for (const delivery of signed) {
        const changes = rotationOf(adapter, delivery)
        if (changes === null) continue
        await withServer(
          delivery.open(withSettings(delivery.installation, changes)),
          async server => {
            const { body } = delivery.request
            const what = `${delivery.file}: signed with the`
            await expectStatus(server, delivery.with(body), [200], `${what} old secret`)
            const headers = delivery.sign(body, { ...delivery.settings, ...changes }) ?? {}
            await expectStatus(server, delivery.with(body, headers), [200], `${what} new secret`)
          },
        )
      }
    },
  },
  {
    name: 'signature: a stale or future time is refused',
    hint: 'check the signed time with checkTimestamp(), against request.receivedAt, both ways.',
    skip: context =>
      unsigned(context) ?? (context.signed.some(holdsTime) ? null : 'its signatures hold no time'),
    run: async ({ signed }) => {
      for (const delivery of signed.filter(holdsTime)) {
        for (const [what, by] of [
          ['a month old', month],
          ['of next month', -month],
        ] as const) {
          await withServer(delivery.open(), async server => {
            server.setClock(later(delivery, by))
            const request = delivery.with(delivery.request.body)
            await expectStatus(server, request, [401], `${delivery.file}: ${what}`)
          })
        }
      }
    },
  },
  {
    name: 'signature: made anew, a recording is accepted at any time',
    hint: 'let samples.sign use the time that it is given; for a time in the body or the URL add samples.refresh, which puts it there.',
    skip: unsigned,
    run: async ({ signed }) => {
      for (const delivery of signed) {
        await withServer(delivery.open(), async server => {
          const at = later(delivery, 14 * month)
          server.setClock(at)
          const request = delivery.renewed(at)
          const what = `${delivery.file}: signed anew for ${at.toISOString()}`
          await expectStatus(server, request, [200], what)
        })
      }
    },
  },
]

async function assertRefused(
  adapter: IntegrationAdapter,
  delivery: RecordedDelivery,
  empty: string | undefined,
): Promise<void> {
  const changes = emptied(adapter, delivery, empty)
  const settings = { ...delivery.settings, ...changes } as JsonObject
  const { body } = delivery.request
  const headers = attempt(() => delivery.sign(body, settings)) ?? delivery.sign(body) ?? {}
  await withServer(delivery.open(withSettings(delivery.installation, changes)), async server => {
    const what = `${delivery.file}: ${Object.keys(changes)} ${JSON.stringify(empty) ?? 'missing'}`
    for (const [how, own] of [
      ['signed with it', headers],
      ['unsigned', {}],
    ] as const) {
      const isChoice = empty === undefined && mayBeLeftOut(adapter, changes, settings)
      const allowed = isChoice ? [200, 401, 503] : [401, 503]
      await expectStatus(server, delivery.with(body, own), allowed, `${what}, ${how}`)
      const { proof } = server.adapterCalls.verified.at(-1) ?? {}
      assert.notEqual(proof, 'signed', `${what}, ${how}: taken for signed`)
    }
  })
}

/** An operator may have chosen to go without what is optional and not awaited: then it is unsigned. */
function mayBeLeftOut(adapter: IntegrationAdapter, changes: object, settings: JsonObject): boolean {
  const { required = [] } = adapter.settings
  const isRequired = Object.keys(changes).some(key => required.includes(key))
  const kept = Object.entries(settings).filter(([, value]) => value !== undefined)
  return !isRequired && missingSettings(adapter, Object.fromEntries(kept)).length === 0
}

/** Everything that verifies, emptied; lists hold one empty secret. */
function emptied(
  adapter: IntegrationAdapter,
  { settings }: RecordedDelivery,
  empty: string | undefined,
): { readonly [key: string]: JsonValue | undefined } {
  const keys = provingKeys(adapter, settings)
  assert.ok(keys.length > 0, 'a setting is requestWithCanaries `proves`')
  const listed = empty === undefined ? undefined : [empty]
  return Object.fromEntries(keys.map(key => [key, Array.isArray(settings[key]) ? listed : empty]))
}

/** The secret moved to the list of old ones, another in its place; null where there is no list. */
function rotationOf(
  adapter: IntegrationAdapter,
  delivery: RecordedDelivery,
): { readonly [key: string]: JsonValue } | null {
  const key = signingKeyOf(adapter, delivery)
  const secret = key === undefined ? undefined : delivery.settings[key]
  const list = Object.entries<TSchema>(adapter.settings.properties).find(
    ([, schema]) => schema.proves === true && Value.Check(schema, [secret]),
  )?.[0]
  if (key === undefined || list === undefined || secret === undefined) return null
  return { [key]: otherSecret(secret), [list]: [secret] }
}

/** In its headers, or where only `samples.refresh` can put another. */
function holdsTime(delivery: RecordedDelivery): boolean {
  const [one, other] = [0, month].map(by => {
    const { url, headers, body } = delivery.renewed(later(delivery, by))
    return JSON.stringify([url, headers, body.toString('base64')])
  })
  return one !== other
}

function later({ recording }: RecordedDelivery, milliseconds: number): Date {
  return new Date(Date.parse(recording.receivedAt) + milliseconds)
}

import assert from 'node:assert/strict'
import type { IntegrationAdapter, JsonValue } from '@conduit/core'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { withSettings } from '../play/with-settings.ts'
import { expectStatus, withRig } from './assertions.ts'
import type { Check } from './check.ts'
import { attempt, otherSecret, provingKeys, signingKeyOf } from './secrets.ts'
import { unsigned } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'

const hour = 3_600_000

/** Which secrets may verify, and when. */
export const signatureSecretChecks: readonly Check[] = [
  {
    name: 'signature: an empty secret lets nothing in',
    skip: unsigned,
    run: async ({ adapter, signed }) => {
      for (const specimen of signed) {
        for (const empty of ['', ' ']) {
          const changes = emptied(adapter, specimen, empty)
          const settings = { ...specimen.settings, ...changes }
          const { body } = specimen.request
          const headers = attempt(() => specimen.sign(body, settings)) ?? specimen.sign(body) ?? {}
          await withRig(specimen.open(withSettings(specimen.installation, changes)), async rig => {
            const what = `${specimen.file}: ${Object.keys(changes)} ${JSON.stringify(empty)}`
            await expectStatus(
              rig,
              specimen.with(body, headers),
              [401, 503],
              `${what}, signed with it`,
            )
            await expectStatus(rig, specimen.with(body, {}), [401, 503], `${what}, unsigned`)
          })
        }
      }
    },
  },
  {
    name: 'signature: an old secret is accepted while two are set',
    skip: context =>
      unsigned(context) ??
      (context.signed.some(each => rotationOf(context.adapter, each) !== null)
        ? null
        : 'its settings hold one secret only'),
    run: async ({ adapter, signed }) => {
      for (const specimen of signed) {
        const changes = rotationOf(adapter, specimen)
        if (changes === null) continue
        await withRig(specimen.open(withSettings(specimen.installation, changes)), async rig => {
          const { body } = specimen.request
          const what = `${specimen.file}: signed with the`
          await expectStatus(rig, specimen.with(body), [200], `${what} old secret`)
          const headers = specimen.sign(body, { ...specimen.settings, ...changes }) ?? {}
          await expectStatus(rig, specimen.with(body, headers), [200], `${what} new secret`)
        })
      }
    },
  },
  {
    name: 'signature: a stale or future time is refused',
    skip: context =>
      unsigned(context) ?? (context.signed.some(holdsTime) ? null : 'its signatures hold no time'),
    run: async ({ signed }) => {
      for (const specimen of signed.filter(holdsTime)) {
        for (const [what, by] of [
          ['a day old', 24 * hour],
          ['of tomorrow', -24 * hour],
        ] as const) {
          await withRig(specimen.open(), async rig => {
            rig.setClock(new Date(Date.parse(specimen.recording.receivedAt) + by))
            const request = specimen.with(specimen.request.body)
            await expectStatus(rig, request, [401], `${specimen.file}: ${what}`)
          })
        }
      }
    },
  },
]

/** Everything that verifies, emptied; lists hold one empty secret. */
function emptied(
  adapter: IntegrationAdapter,
  { settings }: Specimen,
  empty: string,
): { readonly [key: string]: JsonValue } {
  const keys = provingKeys(adapter, settings)
  assert.ok(keys.length > 0, 'a setting is marked `proves`')
  return Object.fromEntries(keys.map(key => [key, Array.isArray(settings[key]) ? [empty] : empty]))
}

/** The secret moved to the list of old ones, another in its place; null where there is no list. */
function rotationOf(
  adapter: IntegrationAdapter,
  specimen: Specimen,
): { readonly [key: string]: JsonValue } | null {
  const key = signingKeyOf(adapter, specimen)
  const secret = key === undefined ? undefined : specimen.settings[key]
  const list = Object.entries<TSchema>(adapter.settings.properties).find(
    ([, schema]) => schema.proves === true && Value.Check(schema, [secret]),
  )?.[0]
  if (key === undefined || list === undefined || secret === undefined) return null
  return { [key]: otherSecret(secret), [list]: [secret] }
}

function holdsTime(specimen: Specimen): boolean {
  const { body } = specimen.request
  const at = Date.parse(specimen.recording.receivedAt)
  const [one, other] = [at, at + hour].map(time =>
    JSON.stringify(specimen.sign(body, specimen.settings, new Date(time))),
  )
  return one !== other
}

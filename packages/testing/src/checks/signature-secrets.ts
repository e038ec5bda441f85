import assert from 'node:assert/strict'
import {
  type IntegrationAdapter,
  type JsonObject,
  type JsonValue,
  missingSettings,
} from '@conduit/core'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { expectStatus, withRig } from './assertions.ts'
import type { Check } from './check.ts'
import { attempt, otherSecret, provingKeys, signingKeyOf } from './secrets.ts'
import { unsigned } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'
import { withSettings } from './with-settings.ts'

const month = 30 * 86_400_000

/** Which secrets may verify, and when. */
export const signatureSecretChecks: readonly Check[] = [
  {
    name: 'signature: an empty or missing secret lets nothing in',
    hint: 'give secrets to verifyHmac() or usableSecrets() as they are set: an empty one never counts, and without any the call is refused, not taken unsigned.',
    skip: unsigned,
    run: async ({ adapter, signed }) => {
      for (const specimen of signed) {
        for (const empty of ['', ' ', undefined]) await assertRefused(adapter, specimen, empty)
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
    hint: 'check the signed time with checkTimestamp(), against request.receivedAt, both ways.',
    skip: context =>
      unsigned(context) ?? (context.signed.some(holdsTime) ? null : 'its signatures hold no time'),
    run: async ({ signed }) => {
      for (const specimen of signed.filter(holdsTime)) {
        for (const [what, by] of [
          ['a month old', month],
          ['of next month', -month],
        ] as const) {
          await withRig(specimen.open(), async rig => {
            rig.setClock(later(specimen, by))
            const request = specimen.with(specimen.request.body)
            await expectStatus(rig, request, [401], `${specimen.file}: ${what}`)
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
      for (const specimen of signed) {
        await withRig(specimen.open(), async rig => {
          const at = later(specimen, 14 * month)
          rig.setClock(at)
          const request = specimen.renewed(at)
          const what = `${specimen.file}: signed anew for ${at.toISOString()}`
          await expectStatus(rig, request, [200], what)
        })
      }
    },
  },
]

async function assertRefused(
  adapter: IntegrationAdapter,
  specimen: Specimen,
  empty: string | undefined,
): Promise<void> {
  const changes = emptied(adapter, specimen, empty)
  const settings = { ...specimen.settings, ...changes } as JsonObject
  const { body } = specimen.request
  const headers = attempt(() => specimen.sign(body, settings)) ?? specimen.sign(body) ?? {}
  await withRig(specimen.open(withSettings(specimen.installation, changes)), async rig => {
    const what = `${specimen.file}: ${Object.keys(changes)} ${JSON.stringify(empty) ?? 'missing'}`
    for (const [how, own] of [
      ['signed with it', headers],
      ['unsigned', {}],
    ] as const) {
      const isChoice = empty === undefined && mayBeLeftOut(adapter, changes, settings)
      const allowed = isChoice ? [200, 401, 503] : [401, 503]
      await expectStatus(rig, specimen.with(body, own), allowed, `${what}, ${how}`)
      const { proof } = rig.sight.verified.at(-1) ?? {}
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
  { settings }: Specimen,
  empty: string | undefined,
): { readonly [key: string]: JsonValue | undefined } {
  const keys = provingKeys(adapter, settings)
  assert.ok(keys.length > 0, 'a setting is marked `proves`')
  const listed = empty === undefined ? undefined : [empty]
  return Object.fromEntries(keys.map(key => [key, Array.isArray(settings[key]) ? listed : empty]))
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

/** In its headers, or where only `samples.refresh` can put another. */
function holdsTime(specimen: Specimen): boolean {
  const [one, other] = [0, month].map(by => {
    const { url, headers, body } = specimen.renewed(later(specimen, by))
    return JSON.stringify([url, headers, body.toString('base64')])
  })
  return one !== other
}

function later({ recording }: Specimen, milliseconds: number): Date {
  return new Date(Date.parse(recording.receivedAt) + milliseconds)
}

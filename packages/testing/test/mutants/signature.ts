import { createHmac } from 'node:crypto'
import {
  ConduitError,
  checkTimestamp,
  type Integration,
  isConduitError,
  type Proof,
  refuse,
  verifyHmac,
  type WebhookRequest,
} from '@conduit/core'
import { codeOf, type Settings, secretsOf, signatureOf, spec } from '../acme/acme.ts'
import samples from '../acme/samples.ts'
import { type Mutant, mutant } from './mutant.ts'

type Verify = (request: WebhookRequest, integration: Integration<Settings>) => Proof

const recordedAt = new Date('2026-11-10T09:00:00.000Z')
const codes = (request: WebhookRequest) => signatureOf(request.header('x-acme-signature'))

/** Checks the time, then codes the given way. */
function checking(
  isGood: (code: string, expected: string) => boolean,
  expectedOf = (secret: string, time: string, request: WebhookRequest) =>
    codeOf(secret, time, request.bytes),
): Verify {
  return (request, { settings }) => {
    if (request.method === 'GET') return { handshake: { text: 'pong' } }
    const { time, codes: given } = codes(request)
    checkTimestamp(time, request.receivedAt)
    const secrets = secretsOf(settings).filter(secret => secret !== undefined)
    if (secrets.length === 0) refuse('unavailable', 'secret_missing')
    const expected = secrets.map(secret => expectedOf(secret, time, request))
    const matches = given.some(code => expected.some(each => isGood(code, each)))
    return matches ? 'signed' : refuse('unauthorized', 'signature_mismatch')
  }
}

const same = (code: string, expected: string) => code === expected

/** The honest check after something was let through. */
function unless(lets: (request: WebhookRequest) => boolean): Verify {
  return (request, integration) =>
    lets(request) ? 'signed' : spec.verifySignature(request, { ...integration, state: {} })
}

const verifying = (fails: string, name: string, verifySignature: Verify): Mutant =>
  mutant(`signature: ${fails}`, name, {
    verifySignature: (request, integration) =>
      request.method === 'GET'
        ? spec.verifySignature(request, integration)
        : verifySignature(request, integration),
  })

export const signatureMutants: readonly Mutant[] = [
  mutant(
    'signature: samples.sign signs what the platform signs',
    'samples that do not sign',
    {},
    { sign: () => null },
  ),
  mutant(
    'personal data: what is not proven does not leave with its refusal',
    'a reason that quotes the body',
    {
      verifySignature(request, integration) {
        try {
          return spec.verifySignature(request, integration)
        } catch (error) {
          if (!isConduitError(error) || error.code !== 'unauthorized') throw error
          refuse('unauthorized', 'signature_mismatch', {
            detail: `not signed: ${Buffer.from(request.bytes)}`,
          })
        }
      },
    },
  ),
  mutant(
    'personal data: what is not proven does not leave with its refusal',
    'an error that is named after a person, in the log',
    {
      verifySignature(request, integration) {
        try {
          return spec.verifySignature(request, integration)
        } catch (error) {
          if (!isConduitError(error) || error.code !== 'unauthorized') throw error
          const [, name = ''] = /"(\w+)@/.exec(Buffer.from(request.bytes).toString()) ?? []
          const cause = Object.assign(new Error('not signed'), { name })
          throw new ConduitError('internal', { cause })
        }
      },
    },
  ),
  verifying('what the platform sent is accepted', 'nothing is signed', () =>
    refuse('unauthorized', 'timestamp_outside_window'),
  ),
  verifying(
    'other bytes than the signed ones are refused',
    'JSON is written anew',
    (request, { settings }) => {
      const { time, codes: signatures } = codes(request)
      const again = JSON.stringify(JSON.parse(Buffer.from(request.bytes).toString()))
      const secrets = secretsOf(settings)
      try {
        verifyHmac({ secrets, signatures, message: [time, '.', again], encoding: 'hex' })
        return 'signed'
      } catch {
        return spec.verifySignature(request, { settings, state: {} })
      }
    },
  ),
  verifying('other bytes than the signed ones are refused', 'all is signed', () => 'signed'),
  verifying(
    'another secret is refused',
    'a secret of the tests is left in',
    (request, { settings }) =>
      spec.verifySignature(request, {
        settings: settings.signingSecret
          ? { ...settings, previousSigningSecrets: ['bdma-sadrat-1101'] }
          : settings,
        state: {},
      }),
  ),
  verifying(
    'another secret is refused',
    'whatever signs',
    unless(request => codes(request).codes.some(code => /^[0-9a-f]{64}$/.test(code))),
  ),
  verifying(
    'no text in the body is special to the check',
    'replace() builds what is signed',
    checking(same, (secret, time, { bytes }) =>
      createHmac('sha256', secret)
        .update(`${time}.{body}`.replace('{body}', Buffer.from(bytes).toString()))
        .digest('hex'),
    ),
  ),
  verifying(
    'bytes that are not UTF-8 are never taken for others',
    'bytes become text before they are hashed',
    checking(same, (secret, time, { bytes }) =>
      codeOf(secret, time, Buffer.from(bytes).toString()),
    ),
  ),
  verifying(
    'a missing or empty header is refused',
    'no header, no check',
    unless(request => request.header('x-acme-signature') === undefined),
  ),
  verifying(
    'a header sent twice is refused',
    'an ambiguous header is forgiven',
    unless(request => {
      try {
        request.header('x-acme-signature')
        return false
      } catch {
        return true
      }
    }),
  ),
  verifying(
    'a short, long or empty code is refused',
    'only so much is compared as was sent',
    checking((code, expected) => expected.startsWith(code)),
  ),
  verifying(
    'of several in one header, one that matches is enough',
    'only the last one counts',
    (request, integration) => {
      const { time, codes: given } = codes(request)
      checkTimestamp(time, request.receivedAt)
      verifyHmac({
        secrets: secretsOf(integration.settings),
        message: [time, '.', request.bytes],
        signatures: given.slice(-1),
        encoding: 'hex',
      })
      return 'signed'
    },
  ),
  verifying(
    'an empty or missing secret lets nothing in',
    'an empty secret is a secret',
    checking(same),
  ),
  verifying(
    'an empty or missing secret lets nothing in',
    'without a secret nothing is checked',
    (request, integration) =>
      integration.settings.signingSecret?.trim() === ''
        ? 'unsigned'
        : spec.verifySignature(request, { ...integration, state: {} }),
  ),
  verifying(
    'an old secret is accepted while two are set',
    'only the new secret counts',
    (request, { settings }) => {
      const { previousSigningSecrets: _old, ...rest } = settings
      return spec.verifySignature(request, { settings: rest, state: {} })
    },
  ),
  mutant(
    'signature: made anew, a recording is accepted at any time',
    'samples with a clock that stands still',
    {},
    { sign: (request, settings) => samples.sign(request, settings, recordedAt) },
  ),
  mutant(
    'signature: made anew, a recording is accepted at any time',
    'a time in the body that samples do not renew',
    {
      verifySignature(request, integration) {
        const proof = spec.verifySignature(request, { ...integration, state: {} })
        const isOld = request.receivedAt.getTime() - recordedAt.getTime() > 370 * 86_400_000
        return isOld ? refuse('unauthorized', 'timestamp_outside_window') : proof
      },
    },
  ),
  verifying(
    'a stale or future time is refused',
    'the time is not looked at',
    (request, { settings }) => {
      const { time, codes: signatures } = codes(request)
      const message = [time, '.', request.bytes]
      verifyHmac({ secrets: secretsOf(settings), message, signatures, encoding: 'hex' })
      return 'signed'
    },
  ),
  verifying(
    'a stale or future time is refused',
    'only an old time is refused',
    (request, integration) => {
      const { time } = codes(request)
      const isAhead = Number(time) * 1000 > request.receivedAt.getTime()
      const receivedAt = isAhead ? new Date(Number(time) * 1000) : request.receivedAt
      return spec.verifySignature(at(request, receivedAt), { ...integration, state: {} })
    },
  ),
]

/** The same call at another time. */
function at({ method, url, bytes, digest, header, query }: WebhookRequest, receivedAt: Date) {
  return { method, url, bytes, digest, header, query, receivedAt }
}

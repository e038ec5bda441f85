import { createHmac } from 'node:crypto'
import { type Integration, refuse, secret, usableSecrets, type WebhookRequest } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { type Settings, spec } from '../acme/acme.ts'
import { settings } from '../acme/settings.ts'
import { type Mutant, mutant } from './mutant.ts'

type Answer = (request: WebhookRequest, integration: Integration<Settings>) => string

/** Acme with another answer to handshakes. */
const answering = (answer: Answer): Partial<typeof spec> => ({
  verifySignature: (request, integration) =>
    request.method === 'GET'
      ? { handshake: { text: answer(request, integration) } }
      : spec.verifySignature(request, integration),
})

const challengeOf = (request: WebhookRequest) => request.query('challenge') ?? 'pong'
const answered = new WeakSet<object>()

/** Platforms that want a challenge signed show their secret before. */
const signingSecret = secret(Type.String({ description: 'A signing secret.' }), {
  proves: true,
}) as unknown as typeof settings.properties.signingSecret

const each = 'handshakes: each is answered, and nothing of it is kept'
const early = 'handshakes: they are answered before anything is learned'
const pending = 'handshakes: before all is learned, events get 503'
const stranger = 'handshakes: a stranger gets nothing signed, and no page of his making'

export const handshakeMutants: readonly Mutant[] = [
  mutant(
    each,
    'an integration is answered once',
    answering((request, { settings }) => {
      if (answered.has(settings)) refuse('unauthorized', 'other_kind')
      answered.add(settings)
      return challengeOf(request)
    }),
  ),
  mutant(
    early,
    'a secret is asked for first',
    answering((request, { settings }) => {
      usableSecrets([settings.signingSecret])
      return challengeOf(request)
    }),
  ),
  mutant(pending, 'without its secret everything is refused', {
    verifySignature: (request, integration) =>
      request.method !== 'GET' && integration.settings.signingSecret === undefined
        ? refuse('unauthorized', 'secret_missing')
        : spec.verifySignature(request, integration),
  }),
  mutant(
    stranger,
    'a challenge is signed like a webhook',
    {
      settings: { ...settings, properties: { ...settings.properties, signingSecret } },
      ...answering((request, { settings: { signingSecret: key = '' } }) =>
        createHmac('sha256', key).update(challengeOf(request)).digest('hex'),
      ),
    },
    { recordings: new URL('../../../test/acme/crc/', import.meta.url) },
  ),
  mutant(stranger, 'a challenge becomes a page', {
    verifySignature: (request, integration) =>
      request.method === 'GET'
        ? { handshake: { text: challengeOf(request), type: 'text/html' } }
        : spec.verifySignature(request, integration),
  }),
]

import { assertNone } from '../assertions/assert-none.ts'
import type { Check } from '../context/check.ts'
import { withEach } from '../context/with-server.ts'
import { attempt } from '../signature/attempt.ts'
import { withOtherSecrets } from '../signature/other-secret.ts'
import { unsigned } from '../signature/unsigned.ts'
import { leaksOf, outputCountsOf } from './leaks-of.ts'
import { requestCanaries } from './request-canaries.ts'
import { requestWithCanaries } from './request-with-canaries.ts'

/** Anybody can send what is refused, and a reason is written down. */
export const refusalChecks: readonly Check[] = [
  {
    name: 'personal data: what is not proven does not leave with its refusal',
    hint: 'put nothing of the request into a reason or an error: anybody can send it.',
    skip: context =>
      unsigned(context) ??
      (context.signed.some(delivery => requestCanaries(delivery).length > 0)
        ? null
        : 'its signed recordings hold no text that is personal data'),
    run: ({ adapter, signed }) =>
      withEach(signed, async (delivery, server) => {
        const canaries = requestCanaries(delivery)
        const { body } = requestWithCanaries(delivery, canaries)
        const proofs = delivery.sign(body) ?? {}
        const others = attempt(() =>
          delivery.sign(body, withOtherSecrets(adapter, delivery.settings)),
        )
        const unproven = [
          ['no proof at all', {}],
          ['the proof of another secret', others ?? {}],
          ...Object.keys(proofs).map(name => [`${name} empty`, { ...proofs, [name]: '' }] as const),
        ] as const
        for (const [what, headers] of unproven) {
          const before = outputCountsOf(server)
          const reply = await server.send(delivery.with(body, headers))
          assertNone(leaksOf(canaries, reply, server, before), `${delivery.file}: ${what}`)
        }
      }),
  },
]

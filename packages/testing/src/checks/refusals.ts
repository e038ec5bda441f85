import { assertNone, withEach } from './assertions.ts'
import { requestCanaries } from './canaries.ts'
import type { Check } from './check.ts'
import { leaksOf, markOf } from './leaks.ts'
import { marked } from './personal-data.ts'
import { attempt, withOtherSecrets } from './secrets.ts'
import { unsigned } from './signature-bytes.ts'

/** Anybody can send what is refused, and a reason is written down. */
export const refusalChecks: readonly Check[] = [
  {
    name: 'personal data: what is not proven does not leave with its refusal',
    hint: 'put nothing of the request into a reason or an error: anybody can send it.',
    skip: context =>
      unsigned(context) ??
      (context.signed.some(specimen => requestCanaries(specimen).length > 0)
        ? null
        : 'its signed recordings hold no text that is personal data'),
    run: ({ adapter, signed }) =>
      withEach(signed, async (specimen, rig) => {
        const canaries = requestCanaries(specimen)
        const { body } = marked(specimen, canaries)
        const proofs = specimen.sign(body) ?? {}
        const others = attempt(() =>
          specimen.sign(body, withOtherSecrets(adapter, specimen.settings)),
        )
        const unproven = [
          ['no proof at all', {}],
          ['the proof of another secret', others ?? {}],
          ...Object.keys(proofs).map(name => [`${name} empty`, { ...proofs, [name]: '' }] as const),
        ] as const
        for (const [what, headers] of unproven) {
          const mark = markOf(rig)
          const reply = await rig.send(specimen.with(body, headers))
          assertNone(leaksOf(canaries, reply, rig, mark), `${specimen.file}: ${what}`)
        }
      }),
  },
]

import assert from 'node:assert/strict'
import type { IntegrationAdapter } from '@conduit/core'
import { expectStatus } from '../assertions/expect-status.ts'
import type { Check } from '../context/check.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withEach } from '../context/with-server.ts'
import { type MacSpan, macOf, macSpansOf, replaceMac } from './mac-span.ts'
import { withOtherSecrets } from './other-secret.ts'
import { unsigned } from './unsigned.ts'

/** What a header must look like to prove anything. */
export const signatureHeaderChecks: readonly Check[] = [
  {
    name: 'signature: a missing or empty header is refused',
    hint: "refuse('unauthorized') where a header that proves is missing or empty.",
    skip: unsigned,
    run: ({ adapter, signed }) =>
      withEach(signed, async (delivery, server) => {
        const { body } = delivery.request
        const { headers, spans } = signature(adapter, delivery)
        for (const name of Object.keys(headers)) {
          // A time or an id that is missing may also count as a malformed call.
          const refusals = spans.some(({ header }) => header === name) ? [401] : [400, 401]
          const { [name]: _left, ...without } = headers
          const what = `${delivery.file}: ${name}`
          await expectStatus(server, delivery.with(body, without), refusals, `${what} missing`)
          const empty = { ...headers, [name]: '' }
          await expectStatus(server, delivery.with(body, empty), refusals, `${what} empty`)
        }
      }),
  },
  {
    name: 'signature: a header sent twice is refused',
    hint: 'read headers by request.header() only: it refuses what was sent twice.',
    skip: unsigned,
    run: ({ adapter, signed }) =>
      withEach(signed, async (delivery, server) => {
        const { headers, spans } = signature(adapter, delivery)
        for (const { header } of spans) {
          const value = headers[header] ?? ''
          const request = delivery.with(delivery.request.body, {
            ...headers,
            [header]: [value, value],
          })
          await expectStatus(server, request, [400, 401], `${delivery.file}: ${header}`)
        }
      }),
  },
  {
    name: 'signature: a short, long or empty code is refused',
    hint: 'compare whole codes: decodeExactly(), then equal lengths, then timingSafeEqual().',
    skip: unsigned,
    run: ({ adapter, signed }) =>
      withEach(signed, async (delivery, server) => {
        const { headers, spans } = signature(adapter, delivery)
        for (const span of spans) {
          for (const code of wrongLengths(macOf(headers, span))) {
            const request = delivery.with(delivery.request.body, replaceMac(headers, span, code))
            const what = `${delivery.file}: code of ${code.length} characters in ${span.header}`
            await expectStatus(server, request, [401], what)
          }
        }
      }),
  },
  {
    name: 'signature: of several in one header, one that matches is enough',
    hint: 'give all signatures of the header to verifyHmac(): during a rotation the platform sends two.',
    skip: context =>
      unsigned(context) ??
      (context.signed.some(each => listed(context.adapter, each).length > 0)
        ? null
        : 'the scheme writes one signature in a header'),
    run: ({ adapter, signed }) =>
      withEach(signed, async (delivery, server) => {
        const { body } = delivery.request
        for (const { header, lists } of listed(adapter, delivery)) {
          const statuses: number[] = []
          for (const value of lists) {
            const headers = { ...signature(adapter, delivery).headers, [header]: value }
            statuses.push((await server.send(delivery.with(body, headers))).status)
          }
          // Where neither order passes, the scheme has no lists; where one does, it has.
          const passing = statuses.filter(status => status === 200).length
          const what = `${delivery.file}: ${header}: wrong, right: ${statuses[0]}; right, wrong: ${statuses[1]}`
          assert.ok(passing !== 1, what)
        }
      }),
  },
]

function signature(adapter: IntegrationAdapter, delivery: RecordedDelivery) {
  const { body } = delivery.request
  const headers = delivery.sign(body) ?? {}
  const others = delivery.sign(body, withOtherSecrets(adapter, delivery.settings)) ?? {}
  const spans: readonly MacSpan[] = macSpansOf(headers, others)
  assert.ok(spans.length > 0, 'samples.sign depends on the settings requestWithCanaries `proves`')
  return { headers, others, spans }
}

function wrongLengths(code: string): readonly string[] {
  const half = code.slice(0, Math.floor(code.length / 8) * 4)
  return ['', code.slice(0, 4), half, code.slice(0, -4), code + code, `${code}AAAA`]
}

/**
 * Headers that list signatures, `t=…,v1=…` or `v1,… v1,…`, with a wrong and a right one in both
 * orders.
 */
function listed(adapter: IntegrationAdapter, delivery: RecordedDelivery) {
  const { headers, others, spans } = signature(adapter, delivery)
  return spans.flatMap(span => {
    const value = headers[span.header] ?? ''
    const separator = separatorOf(value)
    if (separator === null) return []
    const begin = Math.max(value.lastIndexOf(separator, span.start - 1), -1) + 1
    const [before, right] = [value.slice(0, begin), value.slice(begin, span.end)]
    const rest = value.slice(span.end)
    const wrong = right.slice(0, span.start - begin) + macOf(others, span)
    const lists = [
      before + wrong + separator + right + rest,
      before + right + separator + wrong + rest,
    ]
    return [{ header: span.header, lists }]
  })
}

function separatorOf(value: string): string | null {
  if (/^\w+=[^,=\s]+=*(,\w+=[^,\s]+)+$/.test(value)) return ','
  return /^v\d+\w?,\S+/.test(value) ? ' ' : null
}

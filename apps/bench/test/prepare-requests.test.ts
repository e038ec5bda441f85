import Stripe from 'stripe'
import { test } from 'tap'
import type { LoadJob } from '../src/load/load-job.ts'
import { type PreparedRequest, prepareRequests } from '../src/load/prepare-requests.ts'
import { signingSecret } from '../src/load/stripe-event.ts'

const job: LoadJob = {
  url: 'http://127.0.0.1:4000/event?key=x',
  connections: 2,
  mix: { bytes: 1000, newPeople: 0, duplicates: 0, forged: 0 },
  requests: 100,
  people: 10,
  firstNewPerson: 50_000,
  run: 'r1',
  seconds: 1,
  perSecond: null,
}

test('each request is whole, signed and has an event of its own', async t => {
  for (const bytes of [1000, 10_000, 100_000]) {
    const requests = prepareRequests({ ...job, mix: { ...job.mix, bytes } }, new Date())
    t.equal(new Set(requests.map(idOf)).size, 100)
    const { head, body } = partsOf(requests[7])
    t.equal(head['content-length'], String(Buffer.byteLength(body)))
    t.ok(
      Math.abs(Buffer.byteLength(body) - bytes) < 0.05 * bytes,
      `${Buffer.byteLength(body)} of ${bytes}`,
    )
    t.equal(isSigned(requests[7]), true)
  }
})

test('people are known or new, by share', async t => {
  const customersOf = (newPeople: number) =>
    prepareRequests({ ...job, mix: { ...job.mix, newPeople } }, new Date()).map(
      request => partsOf(request).event.data.object,
    )
  t.equal(new Set(customersOf(0).map(({ id }) => id)).size, 10)
  t.equal(new Set(customersOf(1).map(({ phone }) => phone)).size, 100)
  const half = customersOf(0.5)
  t.equal(half.filter(({ id }) => Number(id.replace('cus_Bench', '')) >= 50_000).length, 50)
})

test('duplicates repeat an earlier request, forged ones fail their check', async t => {
  const mix = { ...job.mix, duplicates: 0.1, forged: 0.05 }
  const requests = prepareRequests({ ...job, requests: 1000, mix }, new Date())
  const distinct = new Set(requests)
  t.ok(distinct.size > 895 && distinct.size < 910, `${distinct.size} of 1000 are different`)
  const forged = [...distinct].filter(({ isForged }) => isForged)
  t.ok(forged.length > 40 && forged.length < 60, `${forged.length} are forged`)
  for (const request of distinct) {
    if (isSigned(request) === request.isForged) t.fail('signed by the wrong one')
  }
})

function textOf(request: PreparedRequest | undefined): string {
  return request === undefined ? '' : Buffer.concat([request.start, request.end]).toString()
}

function partsOf(request: PreparedRequest | undefined) {
  const [head = '', body = ''] = textOf(request).split('\r\n\r\n')
  const lines = head.split('\r\n').slice(1)
  return {
    head: Object.fromEntries(lines.map(line => line.split(': ', 2))) as Record<string, string>,
    body,
    event: JSON.parse(body) as { id: string; data: { object: { id: string; phone: string } } },
  }
}

function idOf(request: PreparedRequest): string {
  return partsOf(request).event.id
}

function isSigned(request: PreparedRequest | undefined): boolean {
  const { head, body } = partsOf(request)
  try {
    Stripe.webhooks?.constructEvent(body, head['stripe-signature'] ?? '', signingSecret)
    return true
  } catch {
    return false
  }
}

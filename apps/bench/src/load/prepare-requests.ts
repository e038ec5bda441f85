import type { LoadJob } from './load-job.ts'
import { signingSecret, stripeBodies, stripeSignature } from './stripe-event.ts'

/** A request, ready to be written to a connection. */
export interface PreparedRequest {
  readonly start: Buffer
  readonly end: Buffer
  /** Which event it is about: duplicates share the number. */
  readonly event: number
  readonly isForged: boolean
}

const foreignSecret = 'whsec_of-somebody-else'

/** Makes and signs all requests of a load, so that sending them costs little. The signatures hold for five minutes. */
export function prepareRequests(job: LoadJob, at: Date): readonly PreparedRequest[] {
  const { mix, people } = job
  const url = new URL(job.url)
  const bodyOf = stripeBodies(mix.bytes)
  const isDuplicate = everyNth(mix.duplicates)
  // Not those that repeat an earlier one.
  const isForged = everyNth(mix.forged, 0.25)
  const isNew = everyNth(mix.newPeople)
  // As far back as needed for the first arrival to be answered by now, as a rule.
  const distance = 2 * job.connections
  const requests: PreparedRequest[] = []
  for (let index = 0; index < job.requests; index += 1) {
    const earlier = isDuplicate(index) ? requests[index - distance] : undefined
    if (earlier !== undefined && !earlier.isForged) {
      requests.push(earlier)
      continue
    }
    const forged = isForged(index)
    const person = isNew(index) ? job.firstNewPerson + index : index % people
    const body = bodyOf({ id: `evt_${job.run}_${index}`, person, at })
    const signature = stripeSignature(body, forged ? foreignSecret : signingSecret, at)
    const head = headOf(url, body.start.length + body.end.length, signature)
    const start = Buffer.concat([head, body.start])
    requests.push({ start, end: body.end, event: index, isForged: forged })
  }
  return requests
}

/**
 * Picks that share of the numbers, evenly.
 * @param phase moves what is picked, by a part of the distance between two
 */
function everyNth(share: number, phase = 0): (index: number) => boolean {
  return index => Math.floor((index + 1) * share + phase) > Math.floor(index * share + phase)
}

function headOf({ host, pathname, search }: URL, bytes: number, signature: string): Buffer {
  return Buffer.from(
    `POST ${pathname}${search} HTTP/1.1\r\n` +
      `host: ${host}\r\n` +
      'accept: */*\r\n' +
      'user-agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\n' +
      'content-type: application/json; charset=utf-8\r\n' +
      `stripe-signature: ${signature}\r\n` +
      `content-length: ${bytes}\r\n\r\n`,
  )
}

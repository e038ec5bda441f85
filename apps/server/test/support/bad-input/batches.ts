import { valueAt } from '@conduit/core'
import type { Specimen } from './specimen.ts'
import { withValue } from './spoil.ts'

/** A batch of one platform: where its events stand, and what keeps them apart. */
interface BatchForm {
  readonly list: string
  readonly ids: Readonly<Record<string, (n: number) => unknown>>
}

const digits = (n: number, length: number) => String(n).padStart(length, '0')
const uuid = (n: number) => `00000000-0000-4000-8000-${digits(n, 12)}`

/** Platforms that send several events in one call. */
const batchForms: Readonly<Record<string, BatchForm>> = {
  'custom list': { list: '/events', ids: {} },
  hubspot: { list: '', ids: { '/eventId': n => n, '/objectId': n => n } },
  klaviyo: { list: '/data', ids: { '/external_id': n => `b${n}` } },
  'mailchimp transactional': { list: '/mandrill_events', ids: { '/_id': uuid } },
  quickbooks: { list: '', ids: { '/id': uuid, '/intuitentityid': String } },
  salesforce: { list: '/records', ids: { '/Id': n => `003${digits(n + 1, 12)}` } },
  'salesforce xml': { list: '', ids: {} },
  xero: { list: '/events', ids: { '/resourceId': uuid } },
}

const most = 10_000
const mostValues = 190_000
const defaultMaxBytes = 1_048_576

/** A call with as many events as fit, 10,000 at most; null: this platform sends one at a time. */
export function hugeBatch(
  specimen: Specimen,
): { readonly body: Buffer; readonly count: number } | null {
  const form = batchForms[specimen.name]
  if (form === undefined) return null
  if (specimen.format === 'xml') return hugeSoap(specimen)
  const isForm = specimen.format === 'form'
  const text = isForm
    ? (new URLSearchParams(specimen.body.toString()).get(form.list.slice(1)) ?? '')
    : specimen.body.toString()
  const document: unknown = JSON.parse(text)
  const list = isForm ? '' : form.list
  const [first] = valueAt(document, list) as readonly unknown[]
  const write = (items: readonly unknown[]) => {
    const json = JSON.stringify(withValue(document, list, items))
    return Buffer.from(isForm ? `${form.list.slice(1)}=${encodeURIComponent(json)}` : json)
  }
  const item = (n: number) =>
    Object.entries(form.ids).reduce((all, [at, make]) => withValue(all, at, make(n)), first)
  const count = Math.min(
    most,
    roomFor(specimen, write([item(most)]).length),
    Math.floor(mostValues / valuesIn(first)),
  )
  return { body: write(Array.from({ length: count }, (_, n) => item(n))), count }
}

function hugeSoap(specimen: Specimen) {
  const text = specimen.body.toString()
  const [first = ''] = /<Notification>.*<\/Notification>/s.exec(text) ?? []
  const count = Math.min(most, roomFor(specimen, first.length), Math.floor(mostValues / 20))
  const id = /<Id>\w+<\/Id>/
  const items = Array.from({ length: count }, (_, n) =>
    first.replace(id, `<Id>04l${digits(n + 1, 12)}</Id>`),
  )
  return { body: Buffer.from(text.replace(first, () => items.join(''))), count }
}

function roomFor({ adapter }: Specimen, bytesEach: number): number {
  const room = (adapter.endpoint?.maxBytes ?? defaultMaxBytes) * 0.95
  return Math.floor(room / bytesEach)
}

/** As the decoder counts them. */
function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, each) => sum + valuesIn(each), 2)
}

import { accountId, email, type PiiRow, phone, type RowCondition, type Tables } from '@conduit/core'

const ofOrders: RowCondition = { type: ['order.*'] }
const ofTickets: RowCondition = { type: ['attendee.*', 'barcode.*'] }

/** Ids count with their kind: an order and an attendee may bear the same one. */
const orderId = accountId({ kind: 'order', object: 'order' })
const attendeeId = accountId({
  kind: 'attendee',
  object: 'attendee',
  within: { event: '/event_id' },
})
/** In the address of what a notification names. Looks back, or each digit of a long number would be a start. */
const lastNumber = { match: /(?<!\d)\d+(?=\/?$)/ }

/** An attendee: in an order a person beside the buyer, read alone the event's one person. */
function attendeeRows(at: string, ofThese: RowCondition): readonly PiiRow[] {
  const profile = `${at}/profile`
  const address = `${profile}/addresses/{home,ship,work,bill}`
  const answer = `${at}/answers/*/answer{,/*}`
  const asked = (...kinds: readonly string[]): RowCondition => ({
    [`${at}/answers/*/type`]: kinds,
  })
  const rows: readonly PiiRow[] = [
    { path: `${at}/id`, ...attendeeId },
    { path: `${profile}/email`, ...email() },
    { path: `${profile}/{name,first_name,last_name,prefix,suffix}`, category: 'name' },
    { path: `${profile}/cell_phone`, ...phone({ region: `${profile}/addresses/home/country` }) },
    { path: `${profile}/work_phone`, ...phone({ region: `${profile}/addresses/work/country` }) },
    { path: `${profile}/birth_date`, category: 'date_of_birth' },
    { path: `${profile}/{age,gender}`, category: 'demographic' },
    { path: `${profile}/{job_title,company}`, category: 'employment' },
    { path: `${profile}/{website,blog}`, category: 'social_handle' },
    { path: `${address}/{address_1,address_2,city,region}`, category: 'postal_address' },
    { path: `${address}/{postal_code,country}`, category: 'postal_address' },
    { path: `${address}/{latitude,longitude}`, category: 'location' },
    { path: answer, ...email(), when: asked('email') },
    { path: answer, category: 'postal_address', when: asked('address') },
    // Diets and access needs stand here.
    { path: answer, category: 'free_text', unless: asked('email', 'address') },
    { path: `${at}/survey_responses/*{,/*}`, category: 'free_text' },
    { path: `${at}/{notes/*/text,invited_by}`, category: 'free_text' },
    // A ticket: it lets in whoever shows it.
    { path: `${at}/barcodes/*/barcode`, ...accountId({ kind: 'barcode' }) },
  ]
  return rows.map(row => ({
    ...row,
    when: { ...row.when, ...ofThese },
    ...(at !== '' && { person: at }),
  }))
}

const refund = { when: ofOrders, person: '/refund_requests/*' }

/** Eventbrite as data. @see https://www.eventbrite.com/platform/api */
export const tables: Tables = {
  events: [
    { type: 'order.*', meaning: 'transaction', note: 'free tickets and refunds too' },
    { type: 'attendee.updated', meaning: 'subject.updated', note: 'new attendees too' },
    { type: '{attendee,barcode}.*', meaning: 'processing', note: 'scanned in or out' },
    { type: '{event,organizer,venue,ticket_class}.*', meaning: 'processing' },
    { type: 'test', meaning: 'lifecycle', note: 'the Test button' },
    { type: '*', meaning: 'processing', note: 'everything else' },
  ],
  pii: [
    // The notification.
    { path: '/api_url', ...orderId, when: ofOrders, read: lastNumber },
    { path: '/api_url', ...attendeeId, when: ofTickets, read: lastNumber },
    // The organiser, who is another person.
    { path: '/config/user_id', category: 'account_id', person: '/config/user_id' },
    // The order that was read: the buyer.
    { path: '/id', ...orderId, when: ofOrders },
    { path: '/email', ...email(), when: ofOrders },
    { path: '/{name,first_name,last_name}', category: 'name', when: ofOrders },
    { path: '/answers/*/answer{,/*}', category: 'free_text', when: ofOrders },
    { path: '/costs/*/{display,value,major_value}', category: 'payment', when: ofOrders },
    { path: '/refund_requests/*/from_email', ...email(), ...refund },
    { path: '/refund_requests/*/from_name', category: 'name', ...refund },
    { path: '/refund_requests/*/message', category: 'free_text', ...refund },
    ...attendeeRows('/attendees/*', ofOrders),
    ...attendeeRows('', ofTickets),
  ],
}

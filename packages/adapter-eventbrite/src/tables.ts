import {
  accountId,
  email,
  open,
  type PiiRow,
  phone,
  type RowCondition,
  type Tables,
} from '@conduit/core'

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
  const address = `${profile}/addresses/*`
  const answer = `${at}/answers/*/answer{,/*}`
  const asked = (...kinds: readonly string[]): RowCondition => ({
    [`${at}/answers/*/type`]: kinds,
  })
  const invitedBy = `${at}/invited_by`
  const region = (kind: string) => ({ region: `${profile}/addresses/${kind}/country` })
  const rows: readonly PiiRow[] = [
    { path: `${at}/id`, ...attendeeId },
    { path: `${profile}/email`, ...email() },
    { path: `${profile}/{name,first_name,last_name,prefix,suffix}`, category: 'name' },
    { path: `${profile}/cell_phone`, ...phone(region('home')) },
    { path: `${profile}/home_phone`, ...phone(region('home')) },
    { path: `${profile}/work_phone`, ...phone(region('work')) },
    { path: `${profile}/birth_date`, category: 'date_of_birth' },
    { path: `${profile}/{age,gender}`, category: 'demographic' },
    { path: `${profile}/{job_title,company}`, category: 'employment' },
    { path: `${profile}/{website,blog}`, category: 'social_handle' },
    { path: `${address}/{latitude,longitude}`, category: 'location' },
    // Its lines, and the same as one text or a list of lines.
    { path: `${address}/*others{,/*}`, category: 'postal_address' },
    { path: `${profile}/*others`, ...open({ finds: true }) },
    { path: answer, ...email(), when: asked('email') },
    { path: answer, ...phone(), when: asked('phone', 'cell_phone', 'home_phone', 'work_phone') },
    { path: answer, category: 'postal_address', when: asked('address') },
    // Diets and access needs stand here.
    { path: answer, category: 'free_text', unless: asked('email', 'address') },
    ...askedRows(at),
    // Others, who are to be found as well.
    { path: invitedBy, ...open(), person: invitedBy },
    { path: invitedBy, ...email(), when: { [invitedBy]: { shape: 'email' } }, person: invitedBy },
    // A ticket: it lets in whoever shows it.
    { path: `${at}/barcodes/*/barcode`, ...accountId({ kind: 'barcode' }) },
    { path: `${at}/barcodes/*/qr_code_url`, category: 'account_id' },
    { path: `${at}/barcodes/*/*others`, ...open({ others: null }) },
    { path: `${at}/costs/*/{display,value,major_value}`, category: 'payment' },
    // What the organiser, or the head of a team, made up.
    { path: `${at}/{ticket_class_name,variant_name,affiliate}`, category: 'free_text' },
    { path: `${at}/*others`, ...open({ others: null }) },
  ]
  return rows.map(row => ({
    ...row,
    when: { ...row.when, ...ofThese },
    ...(at !== '' && { person: row.person ?? at }),
  }))
}

/** Names that are the platform's own in what is asked, noted and joined. */
const skip = /^(id|type|status|question_id|attendee_id)$/

/** Questions of the organiser's, notes, and what else people are called there. */
function askedRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/answers`, ...open({ finds: true, others: null, skip }) },
    { path: `${at}/{answers,survey_responses}/*/question`, category: 'free_text' },
    { path: `${at}/{survey_responses,survey}`, ...open({ finds: true, skip }) },
    { path: `${at}/guestlist`, ...open({ skip }) },
    // Whose team it is, and who wrote a note, are others.
    { path: `${at}/{notes/*/text,team/name}`, category: 'free_text' },
    { path: `${at}/{notes/*,team}/*others`, ...open({ others: null }) },
    ...['notes/*/author', 'team/creator'].map(who => `${at}/${who}`).flatMap(otherRows),
    { path: `${at}/{promotional_code,promo_code}/{code,name}`, category: 'free_text' },
    { path: `${at}/promo_code`, category: 'free_text' },
  ]
}

/** Somebody else, of whom no more is documented than a name. */
function otherRows(person: string): readonly PiiRow[] {
  return [
    { path: `${person}/name`, category: 'name', person },
    { path: `${person}/*others`, ...open({ finds: true, skip }), person },
  ]
}

const refund = { when: ofOrders, person: '/refund_requests/*' }

/** What an order may repeat of its event: of nobody, but for who holds it and where. */
const eventRows: readonly PiiRow[] = [
  { path: '/event/*others', ...open({ others: null }), person: null },
  { path: '/event/{name,description,summary}{,/text,/html}', category: 'free_text', person: null },
  { path: '/event/venue', ...open({ others: null }), person: null },
  { path: '/event/venue/name', category: 'free_text', person: null },
  { path: '/event/organizer/name', category: 'name', person: '/event/organizer' },
  { path: '/event/organizer/*others', ...open(), person: '/event/organizer' },
]

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
    { path: '/{phone,cell_phone,home_phone,work_phone}', ...phone(), when: ofOrders },
    { path: '/{billing_address,address}', ...open({ others: 'postal_address' }), when: ofOrders },
    { path: '/answers/*/answer{,/*}', category: 'free_text', when: ofOrders },
    ...askedRows('').map(row => ({ ...row, when: ofOrders })),
    ...eventRows.map(row => ({ ...row, when: ofOrders })),
    { path: '/costs/*/{display,value,major_value}', category: 'payment', when: ofOrders },
    { path: '/refund_requests/*/from_email', ...email(), ...refund },
    { path: '/refund_requests/*/from_name', category: 'name', ...refund },
    { path: '/refund_requests/*/message', category: 'free_text', ...refund },
    { path: '/refund_requests/*/*others', ...open({ others: null }), ...refund },
    { path: '/*others', ...open({ others: null, finds: true }), when: ofOrders },
    ...attendeeRows('/attendees/*', ofOrders),
    ...attendeeRows('', ofTickets),
  ],
}

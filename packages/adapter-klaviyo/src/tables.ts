import type { PiiRow, Tables } from '@conduit/core'

/** Where an event's own properties stand, in an item of a batch. */
export const propertiesAt = '/payload/data/attributes/event_properties'

const profileId = { category: 'account_id', identifies: true, reference: 'profile' } as const
const email = { category: 'email', identifies: true } as const
const phone = { category: 'phone', identifies: true } as const

/** Properties known by their name, at any depth; names are compared without case. */
export const properties: readonly (Omit<PiiRow, 'path'> & { readonly names: string })[] = [
  { names: 'Recipient Email Address,$originating_email,Email,$email', ...email },
  { names: 'Email Address,Customer Email', ...email },
  { names: 'Phone Number,$phone_number,Phone,Recipient Phone Number', ...phone },
  { names: 'To Number,From Number', category: 'phone' },
  { names: 'First Name,Last Name,$first_name,$last_name', category: 'name' },
  { names: 'Customer Name,Reviewer Name', category: 'name' },
  { names: 'IP Address,$ip,ip', category: 'ip_address' },
  { names: 'Subject,Message Body,Comment,Content,Body', category: 'free_text' },
  { names: 'Review Title,Review Content', category: 'free_text' },
]

function profileRows(at: string): readonly PiiRow[] {
  const a = `${at}/attributes`
  const rows: readonly PiiRow[] = [
    { path: `${at}/id`, ...profileId },
    { path: `${a}/email`, ...email },
    { path: `${a}/phone_number`, ...phone },
    { path: `${a}/external_id`, category: 'account_id' },
    { path: `${a}/anonymous_id`, category: 'device_id' },
    { path: `${a}/{first_name,last_name}`, category: 'name' },
    { path: `${a}/{organization,title}`, category: 'employment' },
    { path: `${a}/image`, category: 'photo' },
    { path: `${a}/locale`, category: 'demographic' },
    { path: `${a}/location/{address1,address2,zip}`, category: 'postal_address' },
    {
      path: `${a}/location/{city,region,country,latitude,longitude,timezone}`,
      category: 'location',
    },
    { path: `${a}/location/ip`, category: 'ip_address' },
    { path: `${a}/properties{,/*,/*/*}/*`, category: 'free_text' },
  ]
  return rows.map(row => ({ ...row, when: { [`${at}/type`]: ['profile'] } }))
}

/** What the profile is known by, and its contact data where they are sent along or were read. */
export const structured: readonly PiiRow[] = [
  { path: '/payload/data/relationships/profile/data/id', ...profileId },
  ...profileRows('/payload/included/*'),
  ...profileRows('/data'),
  { path: '/profile/id', ...profileId },
  { path: '/profile/email', ...email },
  { path: '/profile/phone_number', ...phone },
  { path: '/profile/{first_name,last_name}', category: 'name' },
]

const anywhere = `${propertiesAt}{,/*,/*/*,/*/*/*}`
const own = 'event:klaviyo.'
const optIns = 'to_email_marketing,to_sms_marketing,to_list'
const optOuts = 'unsubscribed_from_email,unsubscribed_from_sms,manually_suppressed_from_email'
const messages = [
  '{received,opened,clicked,bounced,dropped}_email',
  '{email_delivered,clicked_email_to_unsubscribe,skipped_send}',
  '{sent,received,clicked,failed_to_deliver}_sms',
  '{received,failed_to_deliver}_automated_response_sms',
  '{received,opened,bounced}_push',
  'social_{comment,dm,ugc}',
].map(topic => ({ type: own + topic, meaning: 'communication' as const }))
const orders = 'placed_order,ordered_product,refunded_order,cancelled_order,fulfilled_order'
const unlessOut = 'consent.withdrawn where the profile, once read, says UNSUBSCRIBED'

/** Klaviyo as data. @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks */
export const tables: Tables = {
  events: [
    { type: `${own}subscribed_{${optIns}}`, meaning: 'consent.granted' },
    { type: `${own}{${optOuts}}_marketing`, meaning: 'consent.withdrawn' },
    { type: `${own}marked_email_as_spam`, meaning: 'consent.withdrawn' },
    { type: `${own}updated_email_preferences`, meaning: 'subject.updated', note: unlessOut },
    { type: `${own}merged_profile`, meaning: 'subject.updated' },
    ...messages,
    { type: `event:*.{${orders}}`, meaning: 'transaction', note: 'of shops and the API' },
    { type: '*', meaning: 'processing', note: 'reviews, other metrics, lifted suppressions' },
  ],
  pii: [
    ...structured,
    // By their form, whatever their name: perhaps of somebody else.
    { path: `${anywhere}/*`, category: 'email' },
    { path: `${anywhere}/*`, category: 'phone' },
    ...properties.map(({ names, ...row }) => {
      return { ...row, path: `${anywhere}/{${names},${names.toLowerCase()}}` }
    }),
  ],
}

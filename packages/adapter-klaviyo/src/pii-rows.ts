import { accountId, email, open, type PiiRow, phone } from '@conduit/core'

const profileId = accountId({ object: 'profile' })

/** Where an item of a batch holds a resource of the API, and where an answer of the API does. */
const resourcesAt = ['/payload/data', '/payload/included/*', '/data', '/included/*']

/** Kinds of resources of the API, `event-bulk-create-job` and its like too. */
const resourceTypes: readonly string[] = [
  ...['profile*', 'event*', 'metric*', 'custom-metric*', 'review*', 'list*', 'segment*', 'flow*'],
  ...['campaign*', 'template*', 'push-token*', 'catalog*', 'coupon*', 'image*', 'tag*', 'form*'],
  ...['subscription*', 'suppression*', 'webhook*', 'attribution*', 'account*', 'data-source*'],
]

/** What an event says by itself: the shop, the API's caller or Klaviyo has chosen the names. */
const propertiesAt = '/payload/data/attributes/{event_properties,properties}'

/** Klaviyo's own marks of an event: ids, amounts, its own words. */
const ownMarks =
  /^\$(event_id|value|value_currency|flow|message|variation|_cohort\$.*|internal|attribution|klaviyo_bounce_category|use_ip)$/

const properties: readonly PiiRow[] = ['', '/$extra'].flatMap((below): readonly PiiRow[] => {
  const at = propertiesAt + below
  return [
    // To Klaviyo the recipient is the profile's person; to others it is who gets a present.
    { path: `${at}/({recipient email address,$originating_email})`, ...email() },
    { path: `${at}/(recipient phone number)`, ...phone() },
    // One of them is the sender's own.
    { path: `${at}/({to number,from number})`, category: 'phone' },
    { path: `${at}/({client name,client os,client type})`, category: 'device_id' },
  ]
})

const byApi = { type: ['event:api.*'] }
const lineItems = '/$extra/({line items,lineitems,items})'

/**
 * Shops put whole orders there, most of which is technical, but for what their buyers wrote. Who calls
 * the API puts anything there.
 */
const extra: readonly PiiRow[] = [
  {
    path: `${lineItems}/*/({properties,custom attributes,options,meta data})`,
    ...open(),
    unless: byApi,
  },
  {
    path: '/$extra/({note attributes,custom attributes,meta data,metadata,note})',
    ...open({ finds: true }),
  },
  ...[lineItems, '/$extra/*others'].flatMap(path => [
    { path, ...open({ finds: true, others: null }), unless: byApi },
    { path, ...open({ finds: true }), when: byApi },
  ]),
].map(row => ({ ...row, path: propertiesAt + row.path }))

/** @param at of the profile: a resource of the API, also where a job or an event embeds it */
function profileRows(at: string): readonly PiiRow[] {
  const a = `${at}/attributes`
  const rows: readonly PiiRow[] = [
    { path: `${at}/id`, ...profileId },
    { path: `${a}/email`, ...email() },
    { path: `${a}/phone_number`, ...phone() },
    { path: `${a}/external_id`, category: 'account_id' },
    { path: `${a}/{anonymous_id,_kx}`, category: 'device_id' },
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
    // By channel and purpose; what is said there may come from a form or from whoever imported it.
    { path: `${a}/subscriptions/*/*/phone_number`, ...phone() },
    {
      path: `${a}/subscriptions/*/*/{method_detail,custom_method_detail}`,
      category: 'free_text',
    },
    { path: `${a}/subscriptions/*/*/metadata`, ...open() },
    { path: `${a}/properties`, ...open({ finds: true }) },
    // A newer revision may bring more.
    {
      path: `${a}/*others`,
      ...open({ others: null, skip: /^predictive_analytics$/ }),
    },
  ]
  return rows.map(row => ({ ...row, when: { [`${at}/type`]: ['profile'] } }))
}

/** Resources that speak of a person, and those that name one. */
function resourceRows(at: string): readonly PiiRow[] {
  const a = `${at}/attributes`
  const review = { [`${at}/type`]: ['review'] }
  const reply = `${a}/public_reply`
  return [
    ...profileRows(at),
    ...profileRows(`${a}/profile/data`),
    ...profileRows(`${a}/profiles/data/*`).map(row => ({ ...row, person: `${a}/profiles/data/*` })),
    { path: `${at}/relationships/profile/data/id`, ...profileId },
    // Revisions before mid-2023.
    { path: `${at}/relationships/profiles/data/*/id`, ...profileId },
    { path: `${a}/profile_id`, ...profileId },
    { path: `${a}/token`, category: 'device_id' },
    { path: `${a}/metadata/{device_id,device_model}`, category: 'device_id' },
    { path: `${a}/email`, ...email(), when: review },
    { path: `${a}/author`, category: 'name', when: review },
    { path: `${a}/images`, category: 'photo', read: 'whole', when: review },
    {
      path: `${a}/{title,content,smart_quote,status/rejection_reason/status_explanation}`,
      category: 'free_text',
      when: review,
    },
    { path: `${reply}/author`, category: 'name', when: review, person: reply },
    { path: `${reply}/content`, category: 'free_text', when: review, person: reply },
    // Of metrics, lists, segments, campaigns and products: names that people made up.
    { path: `${a}/{name,product/name}`, category: 'free_text', person: null },
  ]
}

/** The body of a flow's call; whoever made the flow has written it. */
const isApi = { '/payload/data/type': resourceTypes, '/data/type': resourceTypes }
const persons = '/{profile,person}'
const flow: readonly PiiRow[] = [
  { path: `${persons}/({id,klaviyo id,profile id,person id})`, ...profileId },
  { path: '/({klaviyo id,profile id,person id})', ...profileId, unless: isApi },
  { path: `${persons}/*others`, ...open({ finds: true }) },
  { path: '/payload/*others', ...open({ finds: true }), unless: isApi },
  { path: '/*others', ...open({ finds: true }), unless: isApi },
]

/** What is no resource of the API, though it stands where one does. */
const others = resourcesAt.flatMap(at =>
  [`${at}/attributes`, `${at}/*others`].map(
    (path): PiiRow => ({
      path,
      ...open({ finds: true }),
      unless: { [`${at}/type`]: resourceTypes },
      ...(at.endsWith('*') && { person: at }),
    }),
  ),
)

/** A text where an object belongs. */
const texts = [
  '/payload',
  '/included',
  '/profile',
  '/person',
  '/data',
  ...['/data', '/payload/data'].map(at => `${at}/relationships`),
  '/payload/data',
  '/payload/included',
  '/payload/data/attributes/event_properties',
  '/payload/data/attributes/event_properties/$extra',
].map((path): PiiRow => ({ path, ...open({ finds: true }), when: { [path]: ['*'] } }))

/** Personal data of items of a batch, of the body of a flow's call, and of a profile that is read. */
export const piiRows: readonly PiiRow[] = [
  ...resourcesAt.flatMap(resourceRows),
  ...properties,
  ...extra,
  { path: `${propertiesAt}/*others`, ...open({ finds: true, skip: ownMarks }) },
  ...flow,
  ...others,
  ...texts,
]

import type { TechnicalRow } from '@conduit/core'

/** A resource of the API wherever one stands: in an item of a batch, beside it, in an answer. */
const resource = '/{data/*/payload/data,data/*/payload/included/*,data,included/*}'
const attributes = `${resource}/attributes`
const relationships = `${resource}/relationships/*`
const properties = '/data/*/payload/data/attributes/event_properties'
const subscriptions = `${attributes}/subscriptions/*/*`

/** Texts that are nobody's. */
export const technical: readonly TechnicalRow[] = [
  { path: '/data/*/external_id', class: 'id' },
  { path: '/data/*/topic', class: 'enum' },
  { path: '/meta/{klaviyo_account_id,klaviyo_webhook_id}', class: 'id' },
  { path: '/meta/version', class: 'code' },
  { path: '/meta/timestamp', class: 'time' },
  { path: `${resource}/{type,id}`, class: 'id' },
  { path: `${resource}/links/self`, class: 'url' },
  { path: `${relationships}/links/{self,related}`, class: 'url' },
  { path: `${relationships}/data/{type,id}`, class: 'id' },
  { path: `${relationships}/data/*/{type,id}`, class: 'id' },
  { path: '/links/self', class: 'url' },
  { path: `${attributes}/{metric_id,uuid}`, class: 'id' },
  {
    path: `${attributes}/{datetime,created,updated,last_event_date,joined_group_at,recorded_date}`,
    class: 'time',
  },
  { path: `${attributes}/integration/{object,id,key,name,category}`, class: 'enum' },
  { path: `${subscriptions}/{consent,method}`, class: 'enum' },
  { path: `${subscriptions}/{suppression,list_suppressions}/*/reason`, class: 'enum' },
  { path: `${subscriptions}/list_suppressions/*/list_id`, class: 'id' },
  {
    path: `${subscriptions}/{consent_timestamp,created_timestamp,last_updated,valid_until}`,
    class: 'time',
  },
  { path: `${subscriptions}/{suppression,list_suppressions}/*/timestamp`, class: 'time' },
  {
    path: `${attributes}/predictive_analytics/expected_date_of_next_order`,
    class: 'time',
  },
  { path: `${attributes}/predictive_analytics/ranked_channel_affinity/*`, class: 'enum' },
  {
    path: `${attributes}/{platform,vendor,enablement_status,background,review_type}`,
    class: 'enum',
  },
  { path: `${attributes}/{status/value,status/rejection_reason/reason}`, class: 'enum' },
  {
    path: `${attributes}/metadata/{klaviyo_sdk,sdk_version,os_name,os_version,manufacturer}`,
    class: 'code',
  },
  {
    path: `${attributes}/metadata/{app_name,app_version,app_build,app_id,environment}`,
    class: 'code',
  },
  { path: `${attributes}/product/{url,image_url}`, class: 'url' },
  { path: `${attributes}/product/external_id`, class: 'id' },
  { path: `${attributes}/public_reply/updated`, class: 'time' },
  { path: `${properties}/{$event_id,$flow,$message,$variation}`, class: 'id' },
  { path: `${properties}/$_cohort$message_send_cohort`, class: 'id' },
  { path: `${properties}/$value_currency`, class: 'code' },
  { path: `${properties}/$klaviyo_bounce_category`, class: 'enum' },
  { path: `${properties}/$internal/Friendly From Domain`, class: 'url' },
  { path: `${properties}/$internal/Transmission ID`, class: 'id' },
  { path: `${properties}/$attribution/*`, class: 'id' },
  { path: `${properties}/$extra/$bounce_delivery_info/{type,code}`, class: 'enum' },
]

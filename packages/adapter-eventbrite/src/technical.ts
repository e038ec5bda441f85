import type { TechnicalRow } from '@conduit/core'

/** An order or an attendee, and the attendees of an order. */
const ticket = '{,/attendees/*}'
const asked = `${ticket}/{answers,survey_responses}/*`

/** Texts that are nobody's data. */
export const technical: readonly TechnicalRow[] = [
  // The notification.
  { path: '/config/action', class: 'enum' },
  { path: '/config/webhook_id', class: 'id' },
  { path: '/{api_url,config/endpoint_url}', class: 'url' },
  // What is read.
  { path: `${ticket}/{,promotional_code/}resource_uri`, class: 'url' },
  { path: `${ticket}/{event_id,order_id,ticket_class_id,variant_id,guestlist_id}`, class: 'id' },
  { path: `${ticket}/{changed,created}`, class: 'time' },
  { path: `${ticket}/{status,delivery_method}`, class: 'enum' },
  { path: `${ticket}/costs/*/currency`, class: 'code' },
  { path: `${ticket}/barcodes/*/status`, class: 'enum' },
  { path: `${ticket}/barcodes/*/{created,changed}`, class: 'time' },
  { path: `${asked}/{question_id,attendee_id}`, class: 'id' },
  { path: `${asked}/type`, class: 'enum' },
  { path: `${ticket}/{team,promotional_code,notes/*}/{id,event_id}`, class: 'id' },
  { path: `${ticket}/{team/date_joined,notes/*/created}`, class: 'time' },
  { path: `${ticket}/promotional_code/promotion_type`, class: 'enum' },
  { path: `${ticket}/promotional_code/{amount_off,percent_off}`, class: 'amount' },
  { path: '/refund_requests/*/{id,status,reason}', class: 'enum' },
  { path: '/refund_requests/*/{created,changed}', class: 'time' },
  { path: '/contact_list_preferences/_type', class: 'enum' },
  {
    path: '/{event,event/venue,event/organizer}/{id,resource_uri,venue_id,organizer_id}',
    class: 'id',
  },
  { path: '/event/{url,venue/resource_uri,organizer/url}', class: 'url' },
  { path: '/event/{start,end}/{local,utc}', class: 'time' },
  { path: '/event/{start,end}/timezone', class: 'enum' },
  { path: '/event/{status,currency}', class: 'enum' },
]

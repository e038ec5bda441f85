import type { TechnicalRow } from '@conduit/core'
import { preferencesChanged } from './preferences.ts'

/** Texts that are nobody's. */
export const technical: readonly TechnicalRow[] = [
  { path: '/{metric,object_type}', class: 'enum' },
  { path: '/event_id', class: 'id' },
  { path: '/data/{delivery_id,journey_id,trigger_event_id,inbound_event_id}', class: 'id' },
  { path: '/data/{action_id,campaign_id,transactional_message_id,link_id}', class: 'id' },
  { path: '/data/recipients/*/device_platform', class: 'enum' },
  // The address of an endpoint of the operator's own.
  { path: '/data/recipient', class: 'url', types: ['webhook_*'] },
  // Topics and what was chosen, which is what is recorded as a consent.
  { path: '/data/content', class: 'id', types: [preferencesChanged] },
  { path: '/context/device/{type,manufacturer}', class: 'enum' },
  { path: '/customer/topics/*/identifier', class: 'id' },
]

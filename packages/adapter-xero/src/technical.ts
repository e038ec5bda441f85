import type { TechnicalRow } from '@conduit/core'

/** What is nobody's: the batch, and what stands around the documents of an answer. */
export const technical: readonly TechnicalRow[] = [
  { path: '/entropy', class: 'id' },
  { path: '/events/*/{resourceId,tenantId}', class: 'id' },
  { path: '/events/*/{eventType,eventCategory,tenantType}', class: 'enum' },
  { path: '/events/*/resourceUrl', class: 'url' },
  { path: '/events/*/eventDateUtc', class: 'time' },
  { path: '/{Id,ProviderName}', class: 'enum' },
  { path: '/Status', class: 'enum' },
  { path: '/DateTimeUTC', class: 'id' },
  { path: '/Contacts/*/Phones/*/PhoneType', class: 'enum' },
  { path: '/Contacts/*/Addresses/*/AddressType', class: 'enum' },
]

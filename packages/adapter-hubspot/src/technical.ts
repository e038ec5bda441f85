import type { TechnicalRow } from '@conduit/core'

/** Texts of HubSpot that are nobody's: names of things, words of its own, ids and times. */
export const technical: readonly TechnicalRow[] = [
  { path: '/*/{subscriptionType,propertyName,objectTypeId}', class: 'id' },
  { path: '/*/{fromObjectTypeId,toObjectTypeId,messageId}', class: 'id' },
  { path: '/*/{changeSource,changeFlag,associationType}', class: 'enum' },
  { path: '/*/{associationCategory,messageType}', class: 'enum' },
  // Of a user, a form, an import: only `email:` and an address say more.
  { path: '/*/sourceId', class: 'id' },
  // Yes or no of an opt-out, a stage, a time.
  { path: '/*/propertyValue', class: 'enum' },
  { path: '/{objectType,objectTypeId}', class: 'enum' },
  { path: '/{profile-token,portal-id,portalId}', class: 'id' },
  { path: '/callbackId', class: 'id' },
  { path: '/object/objectType', class: 'enum' },
  { path: '/context/source', class: 'enum' },
  { path: '/profile-url', class: 'url' },
  { path: '/properties/*/{source,source-type}', class: 'enum' },
  { path: '/properties/*/versions/*/{source,source-type}', class: 'enum' },
  { path: '/properties/*/versions/*/{name,requestId,request-id}', class: 'id' },
  { path: '/properties/*/value', class: 'enum' },
  { path: '/properties/*/versions/*/value', class: 'enum' },
  { path: '/associated-company/properties/*/value', class: 'enum' },
  { path: '/identity-profiles/*/identities/*/type', class: 'enum' },
  { path: '/merge-audits/*/{merged-from-email,merged-to-email}/source-{id,type}', class: 'enum' },
  { path: '/form-submissions/*/{conversion-id,form-id}', class: 'id' },
  { path: '/form-submissions/*/form-type', class: 'enum' },
  { path: '/associations/contacts/results/*/type', class: 'enum' },
  { path: '/associated-owner/type', class: 'enum' },
  // What is read back, and the answers that bring a token.
  { path: '/properties/{createdate,lastmodifieddate}', class: 'time' },
  { path: '/properties/{hs_email_optout,hs_legal_basis}', class: 'enum' },
  { path: '/{createdAt,updatedAt,archivedAt}', class: 'time' },
]

import type { TechnicalRow } from '@conduit/core'
import { listNames, ownNames } from './tables/ids.ts'

const message = '/Envelope/Body/notifications'
/** Where relays put what they carry. */
const carried = ['/data/payload', '/detail/payload', '/event/payload', '/payload', '']
/** Where records stand. */
const records = [
  ...carried,
  '/records/*',
  '/records/*/*/records/*',
  `${message}/Notification/*/sObject`,
]
const headers = carried.map(at => `${at}/ChangeEventHeader`)

/** Texts of Salesforce that are nobody's: ids and names of things, of fields and of channels. */
export const technical: readonly TechnicalRow[] = [
  { path: `${message}/{OrganizationId,ActionId}`, class: 'id' },
  { path: `${message}/{EnterpriseUrl,PartnerUrl}`, class: 'url' },
  { path: `${message}/Notification/*/{Id,sObject/Id}`, class: 'id' },
  { path: `${message}/Notification/*/sObject/@type`, class: 'enum' },
  { path: '/{organizationId,messageId,Id}', class: 'id' },
  { path: '/{eventType,objectType}', class: 'enum' },
  { path: '/occurredAt', class: 'time' },
  { path: '/records/*/Id', class: 'id' },
  { path: '/records/*/{,*/records/*/}attributes/type', class: 'enum' },
  { path: '/records/*/{,*/records/*/}attributes/url', class: 'url' },
  ...headers.flatMap((at): readonly TechnicalRow[] => [
    { path: `${at}/{changedFields,nulledFields,diffFields}/*`, class: 'enum' },
    { path: `${at}/{entityName,changeType}`, class: 'enum' },
    { path: `${at}/{transactionKey,changeOrigin,commitNumber,commitTimestamp}`, class: 'id' },
    { path: `${at}/recordIds/*`, class: 'id' },
  ]),
  ...records.flatMap((at): readonly TechnicalRow[] => [
    // Of whatever kind: an id of somebody is found, that of a thing is not.
    { path: `${at}/{${ownNames.map(name => `${name}Id`)}}`, class: 'id' },
    { path: `${at}/*/Id`, class: 'id' },
    { path: `${at}/{${listNames}}/*`, class: 'id' },
    { path: `${at}/*/attributes/type`, class: 'enum' },
    { path: `${at}/*/attributes/url`, class: 'url' },
  ]),
  { path: '/{channel,topicName,topic,detail-type}', class: 'id' },
  { path: '/{schema,schemaId,data/schema,detail/schemaId}', class: 'id' },
  { path: '/{id,detail/id,event/EventUuid,data/event/EventUuid}', class: 'id' },
  { path: '/{source,account,region,version}', class: 'id' },
  { path: '/time', class: 'time' },
  // What is read back, and the answers that bring a token.
  { path: '/{access_token,token_type,signature}', class: 'id' },
  { path: '/{instance_url,attributes/url}', class: 'url' },
  { path: '/attributes/type', class: 'enum' },
]

import type { TechnicalRow } from '@conduit/core'

/** A notification, in the older payload and as a CloudEvent. */
const older = '/eventNotifications/*'
const change = `${older}/dataChangeEvent/entities/*`

/** What is nobody's: notifications but for ids of people, and when an answer was made. */
export const technical: readonly TechnicalRow[] = [
  { path: '/*/{id,source,intuitentityid,intuitaccountid}', class: 'id' },
  { path: `${older}/realmId`, class: 'id' },
  { path: `${change}/id`, class: 'id' },
  { path: '/*/{type,datacontenttype}', class: 'enum' },
  { path: `${change}/{name,operation}`, class: 'enum' },
  { path: '/*/specversion', class: 'code' },
  { path: '{,/*}/time', class: 'time' },
  { path: `${change}/lastUpdated`, class: 'time' },
  { path: '/*/{CustomField,OtherContactInfo}/*/{DefinitionId,Type}', class: 'code' },
  { path: '/*/EntityRef/type', class: 'enum' },
  { path: '/*/Line/*/*/Entity/{Type,type}', class: 'enum' },
  { path: '/*/PaymentMethodRef/value', class: 'id' },
  {
    path: '/*/{BillAddr,ShipAddr,PrimaryAddr,OtherAddr,VendorAddr,ShipFromAddr,RemitToAddr}/Id',
    class: 'id',
  },
  { path: '/CompanyInfo/{CompanyAddr,LegalAddr,CustomerCommunicationAddr}/Id', class: 'id' },
]

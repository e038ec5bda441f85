import {
  accountId,
  email,
  open,
  type PiiRow,
  phone,
  type RowCondition,
  type Tables,
} from '@conduit/core'

/** A card, wherever one pays or guarantees. Its kind is no secret; its security code is not to be sent. */
function cardRows(at: string): readonly PiiRow[] {
  const card = `${at}/PaymentCard`
  return [
    { path: `${card}/{CardHolder,CardNumber,ExpireDate,Token}`, category: 'payment' },
    {
      path: `${card}/*others`,
      ...open({ others: 'payment' }),
      unless: { name: ['CardCode', 'CardType', 'CardSecurityCode'] },
    },
  ]
}

/** Names of what people write. */
const said = /(names?|contact|payer|notes?|comments?|requests?|text)$/i

const parts =
  'EmailAddress/*,ContactNumbers/*,LoyaltyMemberships/*,Documents/*,Locations/*,Payments/*'

/** Somebody whom a reservation names: a guest, an agent, a contact. */
function personRows(person: string): readonly PiiRow[] {
  const region = `${person}/Locations/0/Address/Country/Code`
  const rows: readonly PiiRow[] = [
    { path: '/EmailAddress/*/Value', ...email() },
    { path: '/ContactNumbers/*/Number', ...phone({ region }) },
    { path: '/ProfileIds/*/Id', ...accountId({ object: 'profile' }) },
    { path: '/LoyaltyMemberships/*/MembershipID', ...accountId({ object: 'membership' }) },
    { path: '/PersonName/{Prefix,GivenName,MiddleName,Surname,Suffix}', category: 'name' },
    { path: '/PersonName/*others', category: 'name' },
    { path: '/Documents/*/Number', category: 'government_id' },
    {
      path: '/{Gender,Documents/*/IssuingCountry,Citizenships/*/CountryCode}',
      category: 'demographic',
    },
    { path: '/DateOfBirth', category: 'date_of_birth' },
    { path: '/Locations/*/Address/{AddressLine/*,City,PostalCode}', category: 'postal_address' },
    { path: '/Locations/*/Address/{StateProv,Country}/{Code,Name}', category: 'postal_address' },
    { path: '/Locations/*/Address/*others', ...open({ others: 'postal_address' }) },
    ...cardRows('/Payments/*'),
    // Beside an address, a number, a document or a card may stand whose it is.
    { path: `/{${parts}}/*others`, ...open({ others: null, skip: codes, typed: said }) },
    { path: '/{Comments,Flights,Arrival,Departure,SpecialRequests}', ...open({ skip: codes }) },
    { path: '/CustomFields', ...open({ finds: true }) },
    { path: '/*others', ...open({ finds: true, others: null }) },
  ]
  return [
    ...rows.map(row => ({ ...row, path: `${person}${row.path}`, person })),
    ...toCallRows(`${person}/EmergencyContact`),
    ...toCallRows(`${person}/EmergencyContacts/*`),
  ]
}

/** Whom to call for somebody: another person. */
function toCallRows(person: string): readonly PiiRow[] {
  return [
    { path: person, category: 'free_text', person },
    { path: `${person}/{Email,EmailAddress}`, ...email(), person },
    { path: `${person}/{Phone,PhoneNumber,Number}`, ...phone(), person },
    { path: `${person}/*others`, ...open(), person },
  ]
}

/** What tells the kind of a request, not what is asked for. */
const codes = /^(Code|Type|Id|Default|SortOrder)$/

const guest = '/Guests/*'

/** Who else has to do with a reservation, as one object or in a list. */
const others = [
  '/{,BookingInfo/}{BookingAgent,Booker,BookedBy,ModifiedBy,CancelledBy}',
  '/{TravelAgent,TravelAgency,Company,CorporateProfile,Group,Contact,GroupContact}',
  '/{TravelAgency,Company,Group}/Contact',
  '/{Contacts,TravelAgents}/*',
]

function otherRows(person: string): readonly PiiRow[] {
  return [
    // A text where the platform has no more to say of them.
    { path: person, category: 'name', person },
    { path: `${person}/Name`, category: 'name', person },
    { path: `${person}/IATANumber`, category: 'account_id', person },
    ...personRows(person),
  ]
}

/** Members of the Property Hub, all on one level, that speak of others than the guest. */
const ofOthers: RowCondition = {
  name: [
    ...['agent*', 'agency*', 'travelAgen*', 'booker*', 'bookedBy*', 'caller*', 'contact*'],
    ...['company*', 'corporate*', 'emergency*', 'group*', 'planner*'],
  ],
}
const hub = '/*others'
const hubRows: readonly PiiRow[] = [
  {
    path: '/{guestFirstName,guestMiddleName,guestLastName,guestName,guestTitle}',
    category: 'name',
  },
  { path: '/guestEmail', ...email() },
  { path: '/{guestPhone,guestMobile,guestMobilePhone}', ...phone() },
  { path: '/loyaltyNumber', ...accountId({ object: 'membership' }) },
  { path: '/companyName', category: 'employment' },
  {
    path: '/{groupName,packageName,propertyName,roomType,rateType}',
    category: 'free_text',
    person: null,
  },
  { path: '/{cancelComment,guestComments,comments,specialRequests}', ...open() },
  { path: '/travelAgency', category: 'employment', person: '/travelAgency' },
  // Of a channel it is the code that is the primary one, and nobody.
  { path: hub, ...open({ others: null, skip: /Channel$/ }), unless: ofOthers },
  { path: hub, ...open(), when: { name: ['guest*'] } },
  {
    path: hub,
    ...open(),
    when: ofOthers,
    unless: { name: ['groupId', 'groupCode', 'companyId', 'agencyId'] },
    person: hub,
  },
  {
    path: hub,
    ...email(),
    when: { ...ofOthers, [hub]: { shape: 'email' } },
    person: hub,
  },
]

const states = [
  'booked',
  'onhold',
  'pendingmodify',
  'pendingcancel',
  'paymentpending',
  'confirmed',
  'waitlisted',
  'cancelled',
  'ignored',
  'released',
]

/** SynXis as data. @see https://developer.synxis.com/commerce/reservation_services */
export const tables: Tables = {
  events: [
    { type: `reservation.{${states}}`, meaning: 'transaction' },
    { type: 'reservation.stored', meaning: 'processing', note: 'saved, nothing is booked yet' },
    { type: '*', meaning: 'processing', note: 'states that SynXis has yet to add' },
  ],
  pii: [
    ...personRows(guest),
    ...others.flatMap(otherRows),
    ...toCallRows('/EmergencyContact'),
    ...toCallRows('/EmergencyContacts/*'),
    { path: '/LoyaltyMemberships/*/MembershipID', ...accountId({ object: 'membership' }) },
    // It may hold health data, as a guest's comments may.
    { path: '/SpecialRequests/*/Text', category: 'free_text' },
    { path: '/{SpecialRequests/*/*others,Comments,Notes,Flights}', ...open({ skip: codes }) },
    { path: '/CustomFields', ...open() },
    // Made up by hotels: of nobody in particular.
    { path: '/{Hotel,Chain}/Name', category: 'free_text', person: null },
    { path: '/BookingInfo/ApplicationUserMetaData', ...open() },
    { path: '/BookingInfo/*others', ...open({ others: null }) },
    {
      path: '/RoomStay{,/Products/*,/Products/*/Product}/*others',
      ...open({ others: null, typed: said }),
    },
    ...['/Payments/*', '/{,RoomStay/}{Payment,Guarantee,Deposit}', '/RoomStay/Payments/*'].flatMap(
      cardRows,
    ),
    ...hubRows,
  ],
}

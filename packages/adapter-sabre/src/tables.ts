import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

const person = '/Guests/*'
const region = `${person}/Locations/0/Address/Country/Code`

/** One guest of a reservation. */
const guestRows: readonly PiiRow[] = [
  { path: '/EmailAddress/*/Value', ...email() },
  { path: '/ContactNumbers/*/Number', ...phone({ region }) },
  { path: '/ProfileIds/*/Id', ...accountId({ object: 'profile' }) },
  { path: '/PersonName/{Prefix,GivenName,MiddleName,Surname,Suffix}', category: 'name' },
  { path: '/Documents/*/Number', category: 'government_id' },
  {
    path: '/{Gender,Documents/*/IssuingCountry,Citizenships/*/CountryCode}',
    category: 'demographic',
  },
  { path: '/DateOfBirth', category: 'date_of_birth' },
  { path: '/Locations/*/Address/{AddressLine/*,City,PostalCode}', category: 'postal_address' },
  { path: '/Locations/*/Address/{StateProv,Country}/{Code,Name}', category: 'postal_address' },
  { path: '/Payments/*/PaymentCard/{CardHolder,CardNumber,ExpireDate,Token}', category: 'payment' },
  { path: '/Comments', category: 'free_text' },
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
    ...guestRows.map(row => ({ ...row, path: `${person}${row.path}`, person })),
    { path: '/LoyaltyMemberships/*/MembershipID', ...accountId({ object: 'membership' }) },
    // It may hold health data, as a guest's comments may.
    { path: '/SpecialRequests/*/Text', category: 'free_text' },
    // The Property Hub: one guest, and all members on one level.
    { path: '/{guestFirstName,guestLastName}', category: 'name' },
    { path: '/guestEmail', ...email() },
    { path: '/guestPhone', ...phone() },
    { path: '/loyaltyNumber', ...accountId({ object: 'membership' }) },
    { path: '/companyName', category: 'employment' },
    { path: '/{cancelComment,guestComments}', category: 'free_text' },
  ],
}

import type { TechnicalRow } from '@conduit/core'

const reservation = '/Reservations/*'
const stay = `${reservation}/RoomStay`
const person = `${reservation}/{Guests/*,BookingAgent,TravelAgency,Contacts/*,Group/Contact}`
const hub = '/reservations/*'

/** Texts that are nobody's data. */
export const technical: readonly TechnicalRow[] = [
  // A token, which is kept sealed by whoever asked for it.
  { path: '/access_token', class: 'id' },
  { path: '/token_type', class: 'enum' },
  // An error, in the platform's own words.
  { path: '/{errorCode,message}', class: 'enum' },
  // The CRS.
  { path: `${reservation}/{CRSConfirmationNumber,ItineraryNumber}`, class: 'id' },
  { path: `${reservation}/{Status,OnPropertyStatus}`, class: 'enum' },
  { path: `${reservation}/{Hotel,Chain}/Code`, class: 'code' },
  { path: `${reservation}/Channels/*/Code`, class: 'code' },
  { path: `${reservation}/BookingInfo/{BookedDate,LastModifiedDate}`, class: 'time' },
  { path: `${stay}/{StartDate,EndDate}`, class: 'time' },
  { path: `${stay}/GuestCount/*/AgeQualifyingCode`, class: 'code' },
  { path: `${stay}/Products/*/Product/{RateCode,RoomCode}`, class: 'code' },
  {
    path: `${person}/{EmailAddress,ContactNumbers,Locations,Payments,Documents,Comments}/*/Type`,
    class: 'enum',
  },
  { path: `${person}/ContactNumbers/*/{Role,Use}`, class: 'enum' },
  { path: `${person}/Documents/*/ExpireDate`, class: 'time' },
  {
    path: `${reservation}/{Guests/*/Payments/*,RoomStay/Guarantee}/PaymentCard/CardCode`,
    class: 'code',
  },
  { path: `${reservation}/{Guests/*/,}SpecialRequests/*/Code`, class: 'code' },
  {
    path: `${reservation}/{Guests/*/,}LoyaltyMemberships/*/{Level/Code,ProgramID,Source}`,
    class: 'enum',
  },
  // The Property Hub.
  { path: '/status', class: 'enum' },
  { path: '/currencyCode', class: 'code' },
  { path: '/nextDeltaStartTime', class: 'time' },
  { path: `${hub}/{confirmationNumber,groupId}`, class: 'id' },
  { path: `${hub}/{rezSource,status,statusCode,onPropertyStatus}`, class: 'enum' },
  { path: `${hub}/{roomTypeCode,rateTypeCode,packageCode,cancelReasonCode}`, class: 'code' },
  { path: `${hub}/{marketSource,marketSegment,cancelReason}`, class: 'enum' },
  { path: `${hub}/{bookingDate,updatedDate,lastUpdatedDate,cancelDate}`, class: 'time' },
  { path: `${hub}/{arrivalDate,departureDate}`, class: 'time' },
]

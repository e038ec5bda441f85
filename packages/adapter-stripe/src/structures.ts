import { accountId, email, open, type PiiRow, phone } from '@conduit/core'

/** Whose data stand in a structure: see `PiiRow.person`. */
type Person = Pick<PiiRow, 'person'>

/** An address, as one text or as an object. */
export function address(at: string, of: Person = {}): readonly PiiRow[] {
  return [
    { path: at, category: 'postal_address', ...of },
    { path: `${at}/{line1,line2,city,postal_code,state,town}`, category: 'postal_address', ...of },
    { path: `${at}/country`, category: 'location', ...of },
  ]
}

/** An address whose parts stand flat beside one another: `address_line1`. */
export function flatAddress(prefix: string): readonly PiiRow[] {
  const lines = 'line1,line2,line_1,line_2,city,zip,postal_code,state'
  return [
    { path: `${prefix}_{${lines}}`, category: 'postal_address' },
    { path: `${prefix}_country`, category: 'location' },
  ]
}

/**
 * How somebody is reached: billing details, the details of a customer, the owner of a source.
 * @param of whose the data are where it is not the event's one person
 */
export function contact(at: string, of: Person = {}): readonly PiiRow[] {
  return [
    { path: `${at}/email`, ...email(), ...of },
    { path: `${at}/phone`, ...phone({ region: `${at}/address/country` }), ...of },
    { path: `${at}/name`, category: 'name', ...of },
    ...address(`${at}/address`, of),
  ]
}

/** Often somebody else: the one who gets the parcel. */
export function shipping(at: string): readonly PiiRow[] {
  const of = { person: at }
  return [
    { path: `${at}/name`, category: 'name', ...of },
    { path: `${at}/{phone,phone_number}`, category: 'phone', ...of },
    { path: `${at}/email`, category: 'email', ...of },
    { path: `${at}/business_name`, category: 'employment', ...of },
    ...address(`${at}/address`, of),
    // PayPal's parts of an address stand in its shipping itself.
    { path: `${at}/{line1,line2,city,postal_code,state}`, category: 'postal_address', ...of },
    { path: `${at}/country`, category: 'location', ...of },
    // The carrier's; now and then merchants put something of the order there.
    { path: `${at}/tracking_number`, category: 'account_id' },
  ]
}

/** A customer, a cardholder or a person of an account whose `phone` may be written in other ways. */
export function person(at: string, of: Person = {}): readonly PiiRow[] {
  const region = `${at}/address/country`
  return [
    ...contact(at, of),
    { path: `${at}/{phone_number,personal_phone_number}`, ...phone({ region }), ...of },
    { path: `${at}/{first_name,last_name,full_name}`, category: 'name', ...of },
    { path: `${at}/{dob,date_of_birth}/{day,month,year}`, category: 'date_of_birth', ...of },
    ...address(`${at}/personal_address`, of),
  ]
}

/** Names and values that merchants choose, or their customers write. */
export function chosen(path: string, skip?: RegExp): PiiRow {
  return { path, ...open({ finds: true, ...(skip !== undefined && { skip }) }) }
}

/** The id of a connected account: of a sole trader, a person's who is not the customer. */
export function connectedAccount(path: string): PiiRow {
  return { path, ...accountId({ object: 'account' }), person: path }
}

import type { PiiRow } from '@conduit/core'

/** Parts of an address, as fields of their own and in a compound field, in either spelling. */
const parts = ['Street', 'City', 'State', 'StateCode', 'PostalCode', 'Country', 'CountryCode']
const position = ['Latitude', 'Longitude']

/** What stands before the parts of an address; one without anything is that of a lead or a user. */
const places =
  '{,Mailing,Other,Billing,Shipping,PersonMailing,PersonOther,QuoteTo,Additional,ShipTo,BillTo,' +
  'DeliverTo,ShipFrom,Destination,Permanent,Home,Work}'

const isCompany = { '/@is': ['company'] }

/** Names of the parts: what stands in a compound field is read by these rows alone. */
export const addressPart =
  /^(?:street|city|state|statecode|postalcode|country|countrycode|latitude|longitude)$/i

function partRows(category: 'postal_address' | 'location', names: readonly string[]) {
  const flat = `/${places}{${names}}`
  const inside = `{${names.map(name => `(${name})`)}}`
  const paths = [flat, `/${places}Address/${inside}`, `/*others/${inside}`]
  return paths.flatMap((path): readonly PiiRow[] => [
    { path, category, unless: isCompany },
    // The address of a company may be somebody's home; whose, nobody knows.
    { path, category, person: null, when: isCompany },
  ])
}

/** Addresses, and where they lie on the map. */
export const addressRows: readonly PiiRow[] = [
  ...partRows('postal_address', parts),
  ...partRows('location', position),
]

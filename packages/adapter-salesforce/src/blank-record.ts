import { type JsonObject, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Fields that a record may not be without, and what they say of nobody. */
const required: Readonly<Record<string, string>> = { LastName: 'Redacted', Company: 'Redacted' }
const ofPerson =
  /^(Person)?(Salutation|FirstName|MiddleName|Suffix|Email|Phone|MobilePhone|HomePhone|OtherPhone|Fax|AssistantPhone|AssistantName|Title|Department|Description|Website|Birthdate|BirthDate)$/
const ofAddress =
  /^(Person)?(Mailing|Other|Billing|Shipping)?(Street|City|State|StateCode|PostalCode|Country|CountryCode|Latitude|Longitude)$/
const ofCase = /^(Supplied(Name|Email|Phone|Company)|Subject)$/
const optOuts = [
  ...['HasOptedOutOfEmail', 'HasOptedOutOfFax', 'DoNotCall'],
  ...['PersonHasOptedOutOfEmail', 'PersonHasOptedOutOfFax', 'PersonDoNotCall'],
]

/**
 * The change that takes a person out of a record that cannot be deleted, and bars advertising.
 * @returns null: nobody stands in it
 */
export function blankRecord(record: unknown, { fields = [] }: Settings): JsonObject | null {
  const own = new Set(fields.map(({ name }) => name))
  const filled = Object.entries(Object(record)).filter(([, value]) => value !== null)
  const change = filled.flatMap(([name, value]): [string, string | null][] => {
    const placeholder = required[name]
    if (placeholder !== undefined) return value === placeholder ? [] : [[name, placeholder]]
    const isPersonal = [ofPerson, ofAddress, ofCase].some(form => form.test(name)) || own.has(name)
    return isPersonal ? [[name, null]] : []
  })
  if (change.length === 0) return null
  const barred = optOuts.filter(name => valueAt(record, `/${name}`) === false)
  return Object.fromEntries([...change, ...barred.map(name => [name, true])])
}

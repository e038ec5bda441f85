import { textOf, valueAt } from '@conduit/core'
import { natureOf, people } from './objects.ts'

/** A record with all its members, so that pointers into it hold, marked for the tables. */
export type SalesforceRecord = Readonly<Record<string, unknown>> & { readonly '@type': string }

const onlyPeople = ['/LastName', '/FirstName', '/PersonEmail', '/Name/LastName', '/Name/FirstName']
/** What tells a person, where a field shows somebody without saying who. */
const onlyShown = [...onlyPeople, '/Email']
const countries = ['', 'Mailing', 'PersonMailing'].flatMap(place =>
  ['', 'Address/'].flatMap(between => [
    `/${place}${between}CountryCode`,
    `/${place}${between}countryCode`,
  ]),
)

/** Kinds of people by the key prefix of their ids. */
const objectOfPrefix: ReadonlyMap<string, string> = new Map([
  ['003', 'Contact'],
  ['00Q', 'Lead'],
  ['0PK', 'Individual'],
  ['005', 'User'],
])
const recordId = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/
const relation = /__r$/i
const custom = /__(?:p?c|e|x|mdt|kav|b)$/i
const staff = /owner|createdby|modifiedby|salesrep|agent|approver|manager/i

/**
 * A record as the tables read it. What marks it stands beside its fields and is not enumerable, so
 * that it is no field: `@type`, the object, where an account is a company unless it says otherwise or
 * has what only people have; `@is`, its nature; `@country` of its address; `@holds`, what the names
 * and ids of its fields say.
 *
 * @param part the record as it came
 * @param object its API name
 */
export function markRecord(part: object, object: string): SalesforceRecord {
  const type = object === 'Account' && isOfSomebody(part) ? 'PersonAccount' : object
  // A sender's own members of these names must not pass for marks.
  const record = Object.defineProperties(
    { ...part },
    {
      '@type': { value: type, enumerable: false },
      '@is': { value: natureOf(type), enumerable: false },
      '@country': { value: countryIn(part), enumerable: false },
      '@holds': { value: holdingsOf(part, type), enumerable: false },
    },
  )
  return record as SalesforceRecord
}

/** Is an account a person? */
function isOfSomebody(part: object): boolean {
  const said = flagOf(valueAt(part, '/IsPersonAccount'))
  return said ?? onlyPeople.some(path => Boolean(valueAt(part, path)))
}

/** Code of the country of an address, the first that is a text. */
function countryIn(part: object): string | null {
  for (const path of countries) {
    const code = valueAt(part, path)
    if (typeof code === 'string') return /^[A-Z]{2}$/.test(code) ? code : null
  }
  return null
}

/** What the tables cannot tell of a field by its path: whose id it is, and whether people named it. */
function holdingsOf(part: object, type: string): Readonly<Record<string, string>> {
  const isOfPerson = people.includes(type)
  const holdings: [string, string][] = []
  for (const name of Object.keys(part)) {
    const holding = holdingOf(name, part[name as keyof typeof part], isOfPerson)
    if (holding !== null) holdings.push([name, holding])
  }
  return Object.fromEntries(holdings)
}

/**
 * `Contact`, `Lead`, `Individual`, `User`: an id of one; `staff`: of a user who works on a person's
 * record; `id`: of anything else; `odd id`: none, where one should stand; `related`: somebody with
 * what is shown of them; `custom`, `custom staff`: a field that people named.
 */
function holdingOf(name: string, value: unknown, isOfPerson: boolean): string | null {
  if (isShown(name, value, isOfPerson)) return 'related'
  const isCustom = name.includes('__') && custom.test(name)
  const isIdName = name.endsWith('Id')
  if (!isCustom && !isIdName) return null
  const isId = typeof value === 'string' && recordId.test(value)
  if (isId) {
    const object = objectOfPrefix.get(value.slice(0, 3))
    if (object !== undefined) return object === 'User' && isOfPerson ? 'staff' : object
  }
  if (isCustom) return staff.test(name) ? 'custom staff' : 'custom'
  if (typeof value !== 'string') return null
  return isId ? 'id' : 'odd id'
}

/** Is it somebody whom a field names, `Patient__r` or `ReportsTo`? The id or the type tells, else what is shown. */
function isShown(name: string, value: unknown, isOfPerson: boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  const id = textOf(valueAt(value, '/Id')) ?? ''
  const isId = recordId.test(id)
  const type = textOf(valueAt(value, '/attributes/type'))
  const object = isId ? (objectOfPrefix.get(id.slice(0, 3)) ?? '') : type
  if (object === 'User') return !isOfPerson
  if (object !== null) return people.includes(object)
  return relation.test(name) && onlyShown.some(path => Boolean(valueAt(value, path)))
}

/** JSON has true and false, XML their names. */
export function flagOf(value: unknown): boolean | null {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : null
}

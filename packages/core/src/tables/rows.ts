import type { PiiCategory } from '@conduit/privacy'
import type {
  AccountIdRow,
  EmailRow,
  FieldRow,
  OpenReading,
  PhoneRow,
  ReferenceRow,
  RowReading,
} from '../contract/tables.ts'

/** An object at the platform that the value is the id of: its kind, and where it stands. */
type Referenced = Pick<ReferenceRow, 'within'> & { readonly object?: string }

/**
 * An e-mail address that finds the person; of several in one text each does (see `EmailRow`).
 * @param options.object the address is also what erasing finds an object of this kind by
 * @example { path: '/customer/email', ...email() }
 */
export function email(options: Referenced = {}): EmailRow {
  return { category: 'email', identity: { by: 'email' }, ...referenceOf(options) }
}

/**
 * A phone number that finds the person.
 * @param options.region pointer to its country, for numbers without a `+`
 * @example { path: '/customer/phone', ...phone({ region: '/customer/country' }) }
 */
export function phone(options: Referenced & { readonly region?: string } = {}): PhoneRow {
  const { region } = options
  return {
    category: 'phone',
    identity: { by: 'phone', ...(region !== undefined && { region }) },
    ...referenceOf(options),
  }
}

/**
 * An id at the platform that finds the person.
 * @param options.kind ids of this kind are unique only among themselves
 * @param options.object the id is also that of an object of this kind, needed to erase it
 * @param options.within where that object stands, if its id alone does not find it
 * @example { path: '/customer/id', ...accountId({ object: 'customer' }) }
 */
export function accountId(options: Referenced & { readonly kind?: string } = {}): AccountIdRow {
  const { kind } = options
  return {
    category: 'account_id',
    identity: { by: 'account_id', ...(kind !== undefined && { kind }) },
    ...referenceOf(options),
  }
}

/**
 * A value of a category that people choose: where a person can be found by such a value, it does so.
 * @example { path: `/${name}`, ...finding(category) }
 */
export function finding(
  category: PiiCategory,
  options: Referenced = {},
): FieldRow | EmailRow | PhoneRow | AccountIdRow {
  if (category === 'email') return email(options)
  if (category === 'phone') return phone(options)
  return category === 'account_id' ? accountId(options) : { category }
}

/**
 * A container of which others choose the names: custom fields, properties, answers. Each text in it, at
 * any depth, is what its form says, else what its name says, else of `others`.
 * @param options.others category of texts of which nothing is known; default `free_text`; null: passed
 *   over, where most of them are technical
 * @param options.typed names that people gave, among others of which texts are passed over
 * @example { path: '/meta_data', ...open({ skip: /^_edit_(lock|last)$/ }) }
 * @example { path: '/record', ...open({ others: null, typed: /^cust/ }) }
 * @example { path: '/billing/*others', ...open({ finds: true, region: '/billing/country' }) }
 */
export function open({
  others = 'free_text',
  ...options
}: Omit<OpenReading, 'others'> & { readonly others?: PiiCategory | null } = {}): FieldRow & {
  readonly read: RowReading
} {
  const reading: OpenReading = others === null ? { ...options, others: false } : options
  return { category: others ?? 'free_text', read: { open: reading } }
}

function referenceOf({ object, within }: Referenced): { readonly reference?: ReferenceRow } {
  if (object === undefined) return {}
  return { reference: { object, ...(within !== undefined && { within }) } }
}

import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'

/** The adapter as data: the docs are made from it, and the conformance kit compares with it. */
export interface Tables {
  readonly events: readonly EventRow[]
  readonly pii: readonly PiiRow[]
}

/** Event types and what they mean for privacy: `a.b`, `{a,b}.c`, or a family, `charge.*`, `*.paid`. */
export interface EventRow {
  readonly type: string
  readonly meaning: PrivacyMeaning
  readonly note?: string
  /**
   * Why such an event tells of nobody, though its meaning is a person's: the conformance kit insists
   * on a recording in which somebody is found, or on this. Shown on the adapter's page.
   * @example nobody: 'names a list of people by its id alone'
   */
  readonly nobody?: string
}

/**
 * One place of personal data. All pointers are relative to the event's part of the document; a star
 * or a `(name)` in any of them is what the path's own stands for.
 * @example { path: '/customer/email', ...email() }
 * @example { path: '/guests/*' + '/name', category: 'name', person: '/guests/*' }
 */
export type PiiRow = PiiPlace & (FieldRow | EmailRow | PhoneRow | AccountIdRow)

/** Where a row stands, and when it counts. */
interface PiiPlace {
  /**
   * JSON Pointer. Of its tokens `*` is any element or member, `*others` any that no other row names
   * there, `**` any number of them, none too, `{a,b}` one of several names, and `(first name)` a name
   * in any spelling: case, blanks, `_`, `-` and `:` do not count. Braces have no meaning in other pointers,
   * but for the person's, and a region below the person.
   */
  readonly path: string
  /** The row counts only where all of this is so. */
  readonly when?: RowCondition
  /** The row does not count where any of this is so. */
  readonly unless?: RowCondition
  /**
   * Prefix of `path` that stands for one human being (`/Guests/*`); default: the event's one person.
   * Null: the data belong to nobody in particular, as the name of a file does.
   */
  readonly person?: string | null
  /** How the value is read; default: as it stands. */
  readonly read?: RowReading
}

/** A place that finds nobody. */
export interface FieldRow {
  readonly category: PiiCategory
  readonly identity?: undefined
  readonly reference?: ReferenceRow
}

/**
 * An e-mail address that finds the person; made by `email()`. Of several in one text each does, and
 * where the address is itself the person (`person` is the row's path), each is somebody else: the
 * third one's person is the row's with `/2` behind it.
 */
export interface EmailRow {
  readonly category: 'email'
  readonly identity: { readonly by: 'email' }
  readonly reference?: ReferenceRow
}

/** A phone number that finds the person; made by `phone()`. */
export interface PhoneRow {
  readonly category: 'phone'
  readonly identity: {
    readonly by: 'phone'
    /** Pointer to the number's country, ISO 3166. */
    readonly region?: string
  }
  readonly reference?: ReferenceRow
}

/** An id at the platform that finds the person; made by `accountId()`. */
export interface AccountIdRow {
  readonly category: 'account_id'
  readonly identity: {
    readonly by: 'account_id'
    /**
     * Ids of this kind are unique only among themselves: customer 58 is somebody else than vendor 58.
     * What identifies is the kind with the id, `customer:58`; a reference keeps the bare `58`.
     */
    readonly kind?: string
  }
  readonly reference?: ReferenceRow
}

/** The value is also the id of an object at the platform, needed to erase it. */
export interface ReferenceRow {
  /** The platform's kind of object, `customer`. */
  readonly object: string
  /**
   * Where the object stands, if its id alone does not find it: names and pointers, all of which must
   * lead to a value. Of a list the first that does so counts.
   * @example within: [{ survey: '/survey_id' }, { collector: '/collector_id' }]
   */
  readonly within?: Within | readonly Within[]
}

/** Names of what an object stands in, and pointers to their ids. */
export interface Within {
  readonly [name: string]: string
}

/**
 * What is asked of an event: by `type` of its type, by `name` of the last name in the row's path, in
 * any spelling, by a JSON Pointer of the value there.
 * @example when: { type: ['customers/*'], '/object': ['customer'] }
 * @example unless: { name: ['EMAIL', 'FNAME'] }
 */
export interface RowCondition {
  readonly [place: string]: ValueCondition
}

/**
 * Texts, one of which it must be: `a*` is a prefix, `*` any value; numbers and booleans are compared as
 * text. Or the shape that it must have.
 */
export type ValueCondition = readonly string[] | { readonly shape: ValueShape }

/**
 * `email`: an address, or several with `,` or `;` between them, and nothing else; `phone`: `+` and 8 to
 * 15 digits, grouped in any way.
 */
export type ValueShape = 'email' | 'phone'

/**
 * `{ split }`: one text holds several values with this between them, and blanks around each do not count;
 * with `apart` each is somebody else, so that the third one's person is the row's with `/2` behind it;
 * `{ match }`: the value is only what this finds in the text, or all of it where it finds nothing, or the
 * text has more than 2,048 characters;
 * `whole`: an object or a list at the path counts as one place, if there is anything in it;
 * `{ open }`: all texts in an object or a list at the path, whatever its names; made by `open()`.
 * @example read: { split: ';' }
 * @example { path: '/ids', ...accountId(), person: '/ids', read: { split: ';', apart: true } }
 */
export type RowReading =
  | { readonly split: string | RegExp; readonly apart?: true }
  | { readonly match: RegExp }
  | { readonly open: OpenReading }
  | 'whole'

/** How a container is read of which others choose the names. */
export interface OpenReading {
  /**
   * E-mail addresses and phone numbers find the person where their name says that they are theirs. In
   * a list of records or of values they may be several people's, and find nobody.
   */
  readonly finds?: true
  /** Pointer to the country of phone numbers without a `+`, ISO 3166. */
  readonly region?: string
  /** Texts that neither their name nor their form tells are passed over; else they are of the row's category. */
  readonly others?: false
  /** Names that people gave: texts below them are of the row's category, if others are passed over. */
  readonly typed?: RegExp
  /** Names that are technical, as they are written; nothing below them is looked at. */
  readonly skip?: RegExp
}

/** One value that a row found. The value is for the next step only and never kept. */
export interface Match {
  readonly row: PiiRow
  /**
   * JSON Pointer into the document; a member name that only the data knows is written `*`. A `**` leads
   * over names that the table spells out somewhere: those are the platform's own.
   */
  readonly path: string
  /** Without the kind of the row; `''` of what counts as a whole. */
  readonly value: string
  /** Concrete prefix that stands for the person; `''`: the event's one person; null: nobody. */
  readonly person: string | null
  /** Country for a phone number, where the row names one and it is there. */
  readonly region?: string | undefined
  /** Where the referenced object stands, where the row names it and it is there. */
  readonly within?: { readonly [name: string]: string } | undefined
}

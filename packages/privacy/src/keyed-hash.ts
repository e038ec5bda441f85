declare const keyed: unique symbol

/**
 * A keyed hash: 32 bytes as 64 hexadecimal digits in lower case. A text from birth on, so that it
 * can be compared, be the key of a map and go to the database as it is.
 */
export type KeyedHash = string & { readonly [keyed]: true }

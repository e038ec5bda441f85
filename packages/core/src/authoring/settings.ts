import type {
  SchemaOptions,
  StringOptions,
  TArray,
  TLiteral,
  TObject,
  TOptional,
  TProperties,
  TSchema,
  TString,
  TUnion,
} from '@sinclair/typebox'
import { Type } from '@sinclair/typebox'
import type { SettingFault } from '../contract/settings.ts'

/**
 * Marks a setting as secret: it is never shown again once it is saved.
 * @param options.proves signatures are verified with it: what it proves reaches other integrations
 *   only where it is the operator's, shared by both
 * @param options.opens it opens the integration's account at the platform. The operator's opens the
 *   accounts of others: `proveAccounts` is never shown it, what reads and sets up only once all accounts
 *   of the integration are proven
 * @example signingSecret: secret(Type.String({ minLength: 8 }), { proves: true })
 */
export function secret<T extends TSchema>(
  schema: T,
  options: { proves?: boolean; opens?: boolean } = {},
): T {
  const { proves = false, opens = false } = options
  return { ...schema, secret: true, ...(proves && { proves }), ...(opens && { opens }) }
}

/**
 * Marks a setting that may be missing at first: `setup` or the operator brings it later. Until
 * then the integration is pending: handshakes are answered, events get 503.
 * @param options.with it is awaited only where this setting is given, such as the key that `setup`
 *   works with
 * @param options.unless it is not awaited where this setting is given, which does instead
 */
export function learned<T extends TSchema>(
  schema: T,
  options: { with?: string; unless?: string } = {},
): TOptional<T> {
  const marks = {
    learned: true,
    ...(options.with !== undefined && { learnedWith: options.with }),
    ...(options.unless !== undefined && { learnedUnless: options.unless }),
  }
  return Type.Optional({ ...schema, ...marks } as TSchema) as unknown as TOptional<T>
}

/**
 * What is wrong with a setting that means nothing without others; for `check`.
 * @example check: settings => needs(settings, 'refreshToken', 'clientId', 'clientSecret')
 */
export function needs<S extends object>(
  settings: S,
  key: keyof S & string,
  ...others: readonly (keyof S & string)[]
): readonly SettingFault[] {
  if (!settings[key] || others.every(name => settings[name])) return []
  return [{ path: `/${key}`, message: `Needs ${others.join(' and ')} as well` }]
}

/**
 * Schema of an adapter's settings, or of a group of them. Others are not allowed, so that a slip of the pen is told.
 * @example const settings = settingsOf({ signingSecret: proving('Signing secret of the webhook.') })
 */
export function settingsOf<T extends TProperties>(properties: T): TObject<T> {
  return Type.Object(properties, { additionalProperties: false })
}

const noBlanks: StringOptions = { pattern: '^\\S+$' }

/** Schema of a text; unless told otherwise of one without blanks, as ids and tokens are. */
export function word(description: string, options = noBlanks): TString {
  return Type.String({ ...options, description })
}

/** Schema of a secret text that may be left out, such as a key to the platform's API. */
export function hidden(description: string, options = noBlanks): TOptional<TString> {
  return Type.Optional(secret(word(description, options)))
}

/** Schema of a secret text that may be left out and opens the integration's account at the platform. */
export function opening(description: string, options = noBlanks): TOptional<TString> {
  return Type.Optional(secret(word(description, options), { opens: true }))
}

/** Schema of `signingSecret`: a secret text that signatures are verified with. */
export function proving(description: string, options = noBlanks): TString {
  return secret(word(description, options), { proves: true })
}

/**
 * Schema of `previousSigningSecrets`: further secrets (or keys) that signatures are accepted by,
 * such as the old one while a new one takes its place.
 * @example previousSigningSecrets: furtherSecrets(Type.String({ minLength: 16 }), 'Those of other webhooks.')
 */
export function furtherSecrets<T extends TSchema>(
  each: T,
  description: string,
): TOptional<TArray<T>> {
  return Type.Optional(secret(Type.Array(each, { description }), { proves: true }))
}

/**
 * Schema of a setting that is one of several texts.
 * @example region: oneOf(['us', 'eu'], { default: 'us', description: 'Where the data is kept.' })
 */
export function oneOf<const T extends string>(
  values: readonly T[],
  options: SchemaOptions = {},
): TUnion<TLiteral<T>[]> {
  return Type.Union(
    values.map(value => Type.Literal(value)),
    options,
  )
}

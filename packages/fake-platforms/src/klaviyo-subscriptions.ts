/** What people allowed, by channel and purpose, as a profile shows it. */
export type Subscribed = Record<string, Record<string, Readonly<Record<string, unknown>>>>

/** A job of the consent calls. */
export interface Job {
  readonly kind: 'create' | 'delete'
  readonly attributes: Readonly<Record<string, unknown>>
}

interface Person {
  readonly type: string
  readonly id?: string
  readonly attributes: {
    readonly email?: string
    readonly phone_number?: string
    readonly subscriptions?: Readonly<Record<string, Readonly<Record<string, Wish>>>>
  }
}

interface Wish {
  readonly consent?: string
  readonly consented_at?: string
}

/** What a job looks at and changes. */
interface Reach {
  /** The person's subscriptions; who is not there is made. */
  of(person: Person): Subscribed
  /** Asks somebody to confirm. */
  asks(address: string): void
}

const now = '2026-11-12T10:00:00.000Z'
const purposes: Readonly<Record<string, Readonly<Record<Job['kind'], RegExp>>>> = {
  email: { create: /^(marketing|open_tracking)$/, delete: /^(marketing|open_tracking)$/ },
  sms: { create: /^(marketing|transactional)$/, delete: /^(marketing|transactional)$/ },
  whatsapp: {
    create: /^(marketing|transactional)$/,
    delete: /^(marketing|transactional|conversational)$/,
  },
}

/** Nobody has been asked for anything. */
export function emptySubscriptions(): Subscribed {
  return { email: { marketing: { consent: 'NEVER_SUBSCRIBED' } } }
}

/** Why a job is refused at once; null: it is not. */
export function jobFault({ kind, attributes }: Job, type: string): string | null {
  if (type !== `profile-subscription-bulk-${kind}-job`) return 'another type'
  const people = peopleOf(attributes)
  if (people.length === 0 || people.length > (kind === 'create' ? 1000 : 100)) return 'how many'
  const isImport = attributes.historical_import === true
  for (const person of people) {
    if (kind === 'delete' && person.id !== undefined) return 'no such member: id'
    for (const [channel, purpose, wish] of wishesOf(person)) {
      const reason =
        wishFault(kind, channel, purpose, wish) ??
        addressFault(channel, person.attributes) ??
        timeFault(kind, isImport, wish)
      if (reason !== null) return reason
    }
    if (wishesOf(person).length === 0) return 'no subscriptions'
  }
  return null
}

/** Does what a job asks for. */
export function runJob({ kind, attributes }: Job, reach: Reach): void {
  const isImport = attributes.historical_import === true
  for (const person of peopleOf(attributes)) {
    const { email, phone_number } = person.attributes
    const held = reach.of(person)
    for (const [channel, purpose, { consent, consented_at }] of wishesOf(person)) {
      // The account's way to opt in is the double one.
      if (kind === 'create' && !isImport) {
        reach.asks(email ?? phone_number ?? '')
        continue
      }
      const inner = held[channel] ?? {}
      held[channel] = inner
      inner[purpose] = {
        consent,
        consent_timestamp: consented_at ?? now,
        last_updated: now,
        method: 'PRIVATE_API',
        custom_method_detail: attributes.custom_source ?? null,
        ...(channel === 'email' && {
          suppression: kind === 'create' ? [] : [{ reason: 'UNSUBSCRIBE', timestamp: now }],
        }),
      }
    }
  }
}

function wishFault(kind: Job['kind'], channel: string, purpose: string, { consent }: Wish) {
  if (purposes[channel]?.[kind].test(purpose) !== true) return 'no such subscription'
  const word = kind === 'create' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
  return consent === word ? null : 'no such consent'
}

function addressFault(channel: string, { email, phone_number }: Person['attributes']) {
  if (channel === 'email') return email?.includes('@') ? null : 'no address'
  if (!/^\+\d{7,15}$/.test(phone_number ?? '')) return 'no number in E.164'
  // There is no number from which texts could be sent elsewhere.
  return phone_number?.startsWith('+1') ? null : 'not supported in this region'
}

function timeFault(kind: Job['kind'], isImport: boolean, { consented_at }: Wish) {
  if (kind === 'delete' || !isImport) return consented_at === undefined ? null : 'no import'
  return consented_at !== undefined && Date.parse(consented_at) < Date.parse(now)
    ? null
    : 'no valid consented_at'
}

function peopleOf(attributes: Job['attributes']): readonly Person[] {
  const { data } = (attributes.profiles ?? {}) as { data?: unknown }
  return Array.isArray(data) ? data : []
}

function wishesOf({ attributes }: Person): readonly (readonly [string, string, Wish])[] {
  return Object.entries(attributes.subscriptions ?? {}).flatMap(([channel, wishes]) =>
    Object.entries(wishes).map(([purpose, wish]) => [channel, purpose, wish] as const),
  )
}

import type {
  ActivityRecord,
  DeliveryRecord,
  FieldRecord,
  PersonRecord,
  Verification,
} from '../store.ts'

/** An activity as `memoryStore` keeps it. */
export interface MemoryActivity
  extends Pick<
    ActivityRecord,
    | 'id'
    | 'position'
    | 'type'
    | 'meaning'
    | 'scope'
    | 'account'
    | 'occurredAt'
    | 'path'
    | 'eventHash'
    | 'want'
  > {
  readonly deliveryId: string
  readonly connectionId: string
  readonly verification: Verification
  readonly fields: readonly (FieldRecord & { readonly source: 'request' | 'fetched' })[]
  /** Ids of the data subjects it speaks of. */
  readonly subjects: readonly string[]
  /** Null: nothing was to be fetched. */
  readonly fetch: 'waiting' | 'done' | 'skipped' | 'failed' | null
}

/** A data subject as `memoryStore` keeps it: the tokens by which it is found. */
export interface MemorySubject {
  /** `person-1`, in the order in which they appeared. */
  readonly id: string
  /** `kind:base64url of the hash`. */
  readonly tokens: Set<string>
}

/** An activity of a delivery, without its people yet. */
export function newActivity(
  delivery: Pick<DeliveryRecord, 'id' | 'connectionId' | 'verification'>,
  activity: ActivityRecord,
): MemoryActivity & { subjects: string[] } {
  const source = delivery.verification === 'fetched' ? 'fetched' : 'request'
  const { keys: _keys, people: _people, fields, ...kept } = activity
  return {
    ...kept,
    deliveryId: delivery.id,
    connectionId: delivery.connectionId,
    verification: delivery.verification,
    fields: fields.map(field => ({ ...field, source })),
    subjects: [],
    fetch: activity.want === null ? null : 'waiting',
  }
}

/** Finds or makes the subject of each person that has a token, and ties it to the activity. */
export function rememberPeople(
  subjects: MemorySubject[],
  activity: { readonly subjects: string[] },
  people: readonly PersonRecord[],
): void {
  for (const person of people) {
    const tokens = person.tokens.map(
      token => `${token.kind}:${Buffer.from(token.hash).toString('base64url')}`,
    )
    if (tokens.length === 0) continue
    const known = tokens.flatMap(token => subjects.filter(subject => subject.tokens.has(token)))[0]
    const subject = known ?? { id: `person-${subjects.length + 1}`, tokens: new Set<string>() }
    if (known === undefined) subjects.push(subject)
    for (const token of tokens) {
      if (!subjects.some(each => each.tokens.has(token))) subject.tokens.add(token)
    }
    activity.subjects.push(subject.id)
  }
}

/** References are in clear until a store seals them; this store has nothing to seal them with. */
export function withoutPlaintext(activities: readonly ActivityRecord[]): readonly ActivityRecord[] {
  const plaintext = new Uint8Array()
  return activities.map(activity => ({
    ...activity,
    people: activity.people.map(person => ({
      ...person,
      references: person.references.map(reference => ({ ...reference, plaintext })),
    })),
  }))
}

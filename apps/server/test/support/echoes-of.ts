/** Somebody as a platform names them. */
export interface Named {
  /** An address, or a number where the platform is told that. */
  readonly name: string
  readonly id: string
}

interface ToldOf extends Named {
  /** Of the webhook, from 1. */
  readonly n: number
  readonly at: Date
}

interface Webhook {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What a platform tells, and what of that our own erasure has it tell. */
export interface EchoesOf {
  readonly slug: string
  /** Settings that webhooks need beside those that erase. */
  readonly known: Readonly<Record<string, string>>
  readonly account: string | null
  /** By what somebody is named there, and asks. */
  readonly by: 'email' | 'phone'
  /** By which somebody becomes known. */
  readonly tellsOf: (of: ToldOf) => Webhook
  readonly echoes: readonly ((of: ToldOf) => Webhook)[]
  /** How many of the echoes ask for erasure, by their form. */
  readonly asks: number
}

function hubspot(subscriptionType: string, own: object = {}) {
  return ({ id, n, at }: ToldOf): Webhook => ({
    body: JSON.stringify([
      {
        ...{ eventId: n, subscriptionId: 1, portalId: 1_234_567, appId: 7, attemptNumber: 0 },
        ...{ occurredAt: at.getTime(), subscriptionType, objectId: Number(id.split(':').at(-1)) },
        ...{ changeSource: 'CRM', ...own },
      },
    ]),
  })
}

/** Platforms whose own scene of an erasure knows somebody by what a webhook says of them. */
export const echoesOf: readonly EchoesOf[] = [
  {
    ...{ slug: 'hubspot', by: 'email', known: {}, account: '1234567', asks: 1 },
    tellsOf: hubspot('contact.creation'),
    echoes: [
      hubspot('contact.privacyDeletion'),
      hubspot('contact.deletion', { changeFlag: 'DELETED' }),
      hubspot('contact.propertyChange', { propertyName: 'hs_object_source', propertyValue: 'CRM' }),
    ],
  },
]

import Stripe from 'stripe'

/** Stripe's own check of the signature; null where it does not hold. */
export function verifiedEvent(
  body: Buffer,
  header: string | readonly string[] | undefined,
  secret: string,
): Stripe.Event | null {
  if (typeof header !== 'string' || Stripe.webhooks === null) return null
  try {
    return Stripe.webhooks.constructEvent(body, header, secret)
  } catch {
    return null
  }
}

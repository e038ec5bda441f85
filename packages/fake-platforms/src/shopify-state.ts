export type Fields = Readonly<Record<string, unknown>>

/** An object as it is kept; the API shows more of it. */
export type ShopItem = Fields & { readonly id: string }

/** What a fake shop holds, by kind of object. */
export interface ShopState {
  readonly customers: Map<string, ShopItem>
  readonly orders: Map<string, ShopItem>
  readonly drafts: Map<string, ShopItem>
}

/** A choice about marketing, as it is kept. */
export interface Consent {
  readonly address?: string
  readonly state: string
  readonly level: string | null
  readonly at: string | null
}

export const money = { shopMoney: { amount: '0.0', currencyCode: 'CAD' } }

/** @throws what the shop says where an app lacks a scope */
export function denied(name: string, scope: string): never {
  const error = new Error(
    `Access denied for ${name} field. Required access: \`${scope}\` access scope.`,
  )
  throw Object.assign(error, { extensions: { code: 'ACCESS_DENIED', requiredAccess: scope } })
}

/** A kind of object of which copies are made. */
export interface Kind {
  /** In the shop's global ids. */
  readonly type: string
  /** The field of the API that gives one by its id. */
  readonly query: string
  /** What is asked for, without the lists. */
  readonly fields: string
  /** Lists that hang on it, and what is asked for of each item. */
  readonly lists: Readonly<Record<string, string>>
}

const money = '{ shopMoney { amount currencyCode } }'
const address = `{
  firstName lastName name company address1 address2 city province provinceCode zip
  country countryCodeV2 phone latitude longitude timeZone
}`
const attributes = '{ key value }'
const visit = `{
  occurredAt source sourceType landingPage referrerUrl referralCode
  utmParameters { campaign content medium source term }
}`
const notes = {
  metafields: '{ namespace key type value updatedAt }',
  events: '{ id createdAt action message }',
}

/** Addresses that open a page of the person's to whoever has them are left away. */
const customer: Kind = {
  type: 'Customer',
  query: 'customer',
  fields: `
    id legacyResourceId displayName firstName lastName locale note tags state createdAt updatedAt
    verifiedEmail multipassIdentifier numberOfOrders lifetimeDuration dataSaleOptOut
    productSubscriberStatus taxExempt taxExemptions
    amountSpent { amount currencyCode }
    statistics { predictedSpendTier rfmGroup }
    defaultEmailAddress {
      emailAddress validFormat openTrackingLevel marketingState marketingOptInLevel marketingUpdatedAt
    }
    defaultPhoneNumber {
      phoneNumber
      smsMarketingConsent { state optInLevel updatedAt collectedFrom }
      whatsAppMarketingConsent { state optInLevel updatedAt collectedFrom }
    }
    defaultAddress ${address}
    companyContactProfiles {
      id title locale isMainContact createdAt company { id name externalId note }
    }`,
  lists: { addressesV2: address, ...notes },
}

const order: Kind = {
  type: 'Order',
  query: 'order',
  fields: `
    id legacyResourceId name confirmationNumber createdAt processedAt updatedAt closedAt cancelledAt
    cancelReason cancellation { staffNote }
    email phone clientIp customerLocale customerAcceptsMarketing customer { id }
    note tags poNumber sourceName sourceIdentifier discountCodes paymentGatewayNames
    displayFinancialStatus displayFulfillmentStatus returnStatus test
    customAttributes ${attributes}
    billingAddress ${address}
    shippingAddress ${address}
    shippingLine { title code phone source }
    subtotalPriceSet ${money} totalShippingPriceSet ${money} totalDiscountsSet ${money}
    totalTaxSet ${money} totalPriceSet ${money} totalRefundedSet ${money}
    customerJourneySummary { customerOrderIndex firstVisit ${visit} lastVisit ${visit} }
    transactions {
      id kind status gateway accountNumber paymentId createdAt processedAt errorCode receiptJson
      amountSet ${money}
      paymentDetails {
        ... on CardPaymentDetails {
          name number bin company expirationMonth expirationYear wallet paymentMethodName
        }
      }
    }
    fulfillments {
      id name status displayStatus createdAt inTransitAt deliveredAt estimatedDeliveryAt
      trackingInfo { company number url }
    }
    refunds { id createdAt note totalRefundedSet ${money} }`,
  lists: {
    lineItems: `{
      id title variantTitle sku vendor quantity currentQuantity isGiftCard
      customAttributes ${attributes} discountedTotalSet ${money}
    }`,
    localizedFields: '{ key title value countryCode }',
    ...notes,
  },
}

const draft: Kind = {
  type: 'DraftOrder',
  query: 'draftOrder',
  fields: `
    id legacyResourceId name status createdAt updatedAt completedAt invoiceSentAt
    email phone customer { id } note2 tags poNumber discountCodes taxExempt
    customAttributes ${attributes}
    billingAddress ${address}
    shippingAddress ${address}
    shippingLine { title code phone source }
    totalPriceSet ${money}`,
  lists: {
    lineItems: `{
      id title variantTitle sku vendor quantity isGiftCard
      customAttributes ${attributes} discountedTotalSet ${money}
    }`,
    localizedFields: '{ key title value countryCode }',
    ...notes,
  },
}

/** By the names that documents of a copy have. */
export const kinds = { customer, order, draft_order: draft }

const item = `{
  id name status createdAt closedAt requestApprovedAt decline { reason note }
  returnLineItems(first: 80) {
    nodes { id quantity customerNote returnReasonNote returnReasonDefinition { name } }
  }
}`

/** What came back of an order; it wants a scope of its own. */
export const returns = pageOf(order, 'returns', item, 5)

/** The orders of a customer by their ids. */
export const orders = pageOf(customer, 'orders', '{ id }', 25)

/** What of a customer, and of an order, tells who it was. */
const whose = {
  customer: `
    firstName lastName note numberOfOrders
    defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
    addressesV2(first: 1) { nodes ${address} }`,
  order: `email phone billingAddress ${address} shippingAddress ${address}`,
}

/** Who a customer is, or whose an order is. */
export function whoseOf(object: 'customer' | 'order'): string {
  return `query($id: ID!) { one: ${kinds[object].query}(id: $id) { ${whose[object]} } }`
}

/** Whose the orders of a customer are. */
export const whoseOrders = pageOf(customer, 'orders', `{ ${whose.order} }`, 50)

/** One object, with the first page of each of its lists. */
export function wholeOf({ query, fields, lists }: Kind): string {
  const pages = Object.entries(lists).map(([name, each]) => page(name, each, 'first: 40'))
  return `query($id: ID!) { one: ${query}(id: $id) { ${fields} ${pages.join(' ')} } }`
}

/** A further page of a list. */
export function pageOf({ query }: Kind, list: string, each: string, first = 40): string {
  const asked = page(`list: ${list}`, each, `first: ${first}, after: $after`)
  return `query($id: ID!, $after: String) { one: ${query}(id: $id) { ${asked} } }`
}

/** A page of what a search finds. @see https://shopify.dev/docs/api/usage/search-syntax */
export function searchOf(list: 'orders' | 'draftOrders'): string {
  const asked = page(
    `list: ${list}`,
    '{ id email customer { id } }',
    'first: 100, after: $after, query: $query',
  )
  return `query($query: String!, $after: String) { ${asked} }`
}

function page(list: string, each: string, selection: string): string {
  return `${list}(${selection}) { nodes ${each} pageInfo { hasNextPage endCursor } }`
}

/**
 * The part of Shopify's Admin API that copies, decisions and erasures use, as of 2026-10. Words of which nothing
 * here depends are scalars.
 */
export const shopifySchema = `
scalar CountryCode
scalar CurrencyCode
scalar CustomerConsentCollectedFrom
scalar CustomerEmailAddressOpenTrackingLevel
scalar CustomerMarketingConsentErrorCode
scalar CustomerPredictedSpendTier
scalar CustomerProductSubscriberStatus
scalar CustomerRfmGroup
scalar CustomerSmsMarketingConsentErrorCode
scalar CustomerState
scalar CustomerEmailMarketingConsentUpdateUserErrorCode
scalar DateTime
scalar Decimal
scalar DigitalWallet
scalar DraftOrderStatus
scalar FormattedString
scalar FulfillmentDisplayStatus
scalar FulfillmentStatus
scalar JSON
scalar LocalizedFieldKey
scalar MarketingTactic
scalar OrderCancelReason
scalar OrderDisplayFinancialStatus
scalar OrderDisplayFulfillmentStatus
scalar OrderReturnStatus
scalar OrderTransactionErrorCode
scalar OrderTransactionKind
scalar OrderTransactionStatus
scalar ReturnDeclineReason
scalar ReturnReason
scalar ReturnStatus
scalar TaxExemption
scalar UnsignedInt64
scalar URL

enum CustomerRequestDataErasureErrorCode { DOES_NOT_EXIST FAILED_TO_REQUEST }
enum CustomerMarketingOptInLevel { CONFIRMED_OPT_IN SINGLE_OPT_IN UNKNOWN }
enum CustomerEmailMarketingState { INVALID NOT_SUBSCRIBED PENDING REDACTED SUBSCRIBED UNSUBSCRIBED }
enum CustomerEmailAddressMarketingState { INVALID NOT_SUBSCRIBED PENDING SUBSCRIBED UNSUBSCRIBED }
enum CustomerSmsMarketingState { NOT_SUBSCRIBED PENDING REDACTED SUBSCRIBED UNSUBSCRIBED }
enum CustomerMarketingConsentState { NEVER_SUBSCRIBED PENDING REDACTED SUBSCRIBED UNSUBSCRIBED }

type Query {
  customer(id: ID!): Customer
  customerByIdentifier(identifier: CustomerIdentifierInput!): Customer
  order(id: ID!): Order
  orders(first: Int, after: String, query: String): OrderConnection!
  draftOrder(id: ID!): DraftOrder
  draftOrders(first: Int, after: String, query: String): DraftOrderConnection!
  currentAppInstallation: AppInstallation!
}
type Mutation {
  customerCreate(input: CustomerInput!): CustomerCreatePayload
  customerDelete(input: CustomerDeleteInput!): CustomerDeletePayload
  customerRequestDataErasure(customerId: ID!): CustomerRequestDataErasurePayload
  customerAddressCreate(address: MailingAddressInput!, customerId: ID!, setAsDefault: Boolean): CustomerAddressCreatePayload
  customerEmailMarketingConsentUpdate(input: CustomerEmailMarketingConsentUpdateInput!): CustomerEmailMarketingConsentUpdatePayload
  customerSmsMarketingConsentUpdate(input: CustomerSmsMarketingConsentUpdateInput!): CustomerSmsMarketingConsentUpdatePayload
  customerWhatsAppMarketingConsentUpdate(input: CustomerWhatsAppMarketingConsentUpdateInput!): CustomerWhatsAppMarketingConsentUpdatePayload
  orderCreate(order: OrderCreateOrderInput!, options: OrderCreateOptionsInput): OrderCreatePayload
  draftOrderCreate(input: DraftOrderInput!): DraftOrderCreatePayload
  returnRequest(input: ReturnRequestInput!): ReturnRequestPayload
}

type PageInfo { hasNextPage: Boolean! endCursor: String }
type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
type MoneyBag { shopMoney: MoneyV2! }
type Attribute { key: String! value: String }
type UserError { field: [String!] message: String! }
type AppInstallation { accessScopes: [AccessScope!]! }
type AccessScope { handle: String! }
type MailingAddress {
  id: ID! firstName: String lastName: String name: String company: String address1: String
  address2: String city: String province: String provinceCode: String zip: String country: String
  countryCodeV2: CountryCode phone: String latitude: Float longitude: Float timeZone: String
}
type MailingAddressConnection { nodes: [MailingAddress!]! pageInfo: PageInfo! }
type Metafield { namespace: String! key: String! type: String! value: String! updatedAt: DateTime! }
type MetafieldConnection { nodes: [Metafield!]! pageInfo: PageInfo! }
type Event { id: ID! createdAt: DateTime! action: String! message: FormattedString! }
type EventConnection { nodes: [Event!]! pageInfo: PageInfo! }
type LocalizedField { key: LocalizedFieldKey! title: String! value: String! countryCode: CountryCode! }
type LocalizedFieldConnection { nodes: [LocalizedField!]! pageInfo: PageInfo! }

type Customer {
  id: ID! legacyResourceId: UnsignedInt64! displayName: String! firstName: String lastName: String
  locale: String! note: String tags: [String!]! state: CustomerState! createdAt: DateTime!
  updatedAt: DateTime! verifiedEmail: Boolean! multipassIdentifier: String
  numberOfOrders: UnsignedInt64! lifetimeDuration: String! dataSaleOptOut: Boolean!
  productSubscriberStatus: CustomerProductSubscriberStatus! taxExempt: Boolean!
  taxExemptions: [TaxExemption!]! amountSpent: MoneyV2! statistics: CustomerStatistics!
  defaultEmailAddress: CustomerEmailAddress defaultPhoneNumber: CustomerPhoneNumber
  defaultAddress: MailingAddress companyContactProfiles: [CompanyContact!]!
  addressesV2(first: Int, after: String): MailingAddressConnection!
  metafields(first: Int, after: String): MetafieldConnection!
  events(first: Int, after: String): EventConnection!
  orders(first: Int, after: String): OrderConnection!
}
type CustomerStatistics { predictedSpendTier: CustomerPredictedSpendTier rfmGroup: CustomerRfmGroup }
type CustomerEmailAddress {
  emailAddress: String! validFormat: Boolean! openTrackingLevel: CustomerEmailAddressOpenTrackingLevel!
  marketingState: CustomerEmailAddressMarketingState! marketingOptInLevel: CustomerMarketingOptInLevel
  marketingUpdatedAt: DateTime
}
type CustomerPhoneNumber {
  phoneNumber: String! smsMarketingConsent: CustomerSmsMarketingConsent!
  whatsAppMarketingConsent: CustomerWhatsAppMarketingConsent!
}
type CustomerSmsMarketingConsent {
  state: CustomerMarketingConsentState! optInLevel: CustomerMarketingOptInLevel updatedAt: DateTime
  collectedFrom: CustomerConsentCollectedFrom
}
type CustomerWhatsAppMarketingConsent {
  state: CustomerMarketingConsentState! optInLevel: CustomerMarketingOptInLevel updatedAt: DateTime
  collectedFrom: CustomerConsentCollectedFrom
}
type CompanyContact {
  id: ID! title: String locale: String isMainContact: Boolean! createdAt: DateTime! company: Company!
}
type Company { id: ID! name: String! externalId: String note: String }

type OrderConnection { nodes: [Order!]! pageInfo: PageInfo! }
type Order {
  id: ID! legacyResourceId: UnsignedInt64! name: String! confirmationNumber: String
  createdAt: DateTime! processedAt: DateTime! updatedAt: DateTime! closedAt: DateTime
  cancelledAt: DateTime cancelReason: OrderCancelReason cancellation: OrderCancellation
  email: String phone: String clientIp: String customerLocale: String
  customerAcceptsMarketing: Boolean! customer: Customer note: String tags: [String!]!
  poNumber: String sourceName: String sourceIdentifier: String discountCodes: [String!]!
  paymentGatewayNames: [String!]! displayFinancialStatus: OrderDisplayFinancialStatus
  displayFulfillmentStatus: OrderDisplayFulfillmentStatus! returnStatus: OrderReturnStatus!
  test: Boolean! customAttributes: [Attribute!]! billingAddress: MailingAddress
  shippingAddress: MailingAddress shippingLine: ShippingLine subtotalPriceSet: MoneyBag
  totalShippingPriceSet: MoneyBag! totalDiscountsSet: MoneyBag totalTaxSet: MoneyBag
  totalPriceSet: MoneyBag! totalRefundedSet: MoneyBag! customerJourneySummary: CustomerJourneySummary
  transactions: [OrderTransaction!]! fulfillments: [Fulfillment!]! refunds: [Refund!]!
  lineItems(first: Int, after: String): LineItemConnection!
  localizedFields(first: Int, after: String): LocalizedFieldConnection!
  metafields(first: Int, after: String): MetafieldConnection!
  events(first: Int, after: String): EventConnection!
  returns(first: Int, after: String): ReturnConnection!
}
type OrderCancellation { staffNote: String }
type ShippingLine { title: String! code: String phone: String source: String }
type CustomerJourneySummary { customerOrderIndex: Int firstVisit: CustomerVisit lastVisit: CustomerVisit }
type CustomerVisit {
  occurredAt: DateTime! source: String! sourceType: MarketingTactic landingPage: URL referrerUrl: URL
  referralCode: String utmParameters: UTMParameters
}
type UTMParameters { campaign: String content: String medium: String source: String term: String }
type OrderTransaction {
  id: ID! kind: OrderTransactionKind! status: OrderTransactionStatus! gateway: String
  accountNumber: String paymentId: String createdAt: DateTime! processedAt: DateTime
  errorCode: OrderTransactionErrorCode receiptJson: JSON amountSet: MoneyBag!
  paymentDetails: PaymentDetails
}
union PaymentDetails = CardPaymentDetails
type CardPaymentDetails {
  name: String number: String bin: String company: String expirationMonth: Int expirationYear: Int
  wallet: DigitalWallet paymentMethodName: String
}
type Fulfillment {
  id: ID! name: String! status: FulfillmentStatus! displayStatus: FulfillmentDisplayStatus
  createdAt: DateTime! inTransitAt: DateTime deliveredAt: DateTime estimatedDeliveryAt: DateTime
  trackingInfo: [FulfillmentTrackingInfo!]!
}
type FulfillmentTrackingInfo { company: String number: String url: URL }
type Refund { id: ID! createdAt: DateTime note: String totalRefundedSet: MoneyBag! }
type LineItemConnection { nodes: [LineItem!]! pageInfo: PageInfo! }
type LineItem {
  id: ID! title: String! variantTitle: String sku: String vendor: String quantity: Int!
  currentQuantity: Int! isGiftCard: Boolean! customAttributes: [Attribute!]!
  discountedTotalSet: MoneyBag!
}
type ReturnConnection { nodes: [Return!]! pageInfo: PageInfo! }
type Return {
  id: ID! name: String! status: ReturnStatus! createdAt: DateTime! closedAt: DateTime
  requestApprovedAt: DateTime decline: ReturnDecline
  returnLineItems(first: Int, after: String): ReturnLineItemTypeConnection!
}
type ReturnDecline { reason: ReturnDeclineReason! note: String }
type ReturnLineItemTypeConnection { nodes: [ReturnLineItemType!]! pageInfo: PageInfo! }
type ReturnLineItemType {
  id: ID! quantity: Int! customerNote: String returnReasonNote: String!
  returnReasonDefinition: ReturnReasonDefinition
}
type ReturnReasonDefinition { name: String! }

type DraftOrderConnection { nodes: [DraftOrder!]! pageInfo: PageInfo! }
type DraftOrder {
  id: ID! legacyResourceId: UnsignedInt64! name: String! status: DraftOrderStatus! createdAt: DateTime!
  updatedAt: DateTime! completedAt: DateTime invoiceSentAt: DateTime email: String phone: String
  customer: Customer note2: String tags: [String!]! poNumber: String discountCodes: [String!]!
  taxExempt: Boolean! customAttributes: [Attribute!]! billingAddress: MailingAddress
  shippingAddress: MailingAddress shippingLine: ShippingLine totalPriceSet: MoneyBag!
  lineItems(first: Int, after: String): DraftOrderLineItemConnection!
  localizedFields(first: Int, after: String): LocalizedFieldConnection!
  metafields(first: Int, after: String): MetafieldConnection!
  events(first: Int, after: String): EventConnection!
}
type DraftOrderLineItemConnection { nodes: [DraftOrderLineItem!]! pageInfo: PageInfo! }
type DraftOrderLineItem {
  id: ID! title: String! variantTitle: String sku: String vendor: String quantity: Int!
  isGiftCard: Boolean! customAttributes: [Attribute!]! discountedTotalSet: MoneyBag!
}

input CustomerIdentifierInput @oneOf { id: ID emailAddress: String phoneNumber: String }
input MailingAddressInput {
  firstName: String lastName: String company: String address1: String address2: String city: String
  provinceCode: String zip: String countryCode: CountryCode phone: String
}
input MetafieldInput { namespace: String key: String type: String value: String }
input AttributeInput { key: String! value: String! }
input MoneyInput { amount: Decimal! currencyCode: CurrencyCode! }
input MoneyBagInput { shopMoney: MoneyInput! presentmentMoney: MoneyInput }
input CustomerInput {
  firstName: String lastName: String email: String phone: String note: String tags: [String!]
  locale: String multipassIdentifier: String metafields: [MetafieldInput!]
}
input CustomerDeleteInput { id: ID! }
input CustomerEmailMarketingConsentUpdateInput {
  customerId: ID! emailMarketingConsent: CustomerEmailMarketingConsentInput!
}
input CustomerEmailMarketingConsentInput {
  marketingState: CustomerEmailMarketingState! marketingOptInLevel: CustomerMarketingOptInLevel
  consentUpdatedAt: DateTime sourceLocationId: ID
}
input CustomerSmsMarketingConsentUpdateInput {
  customerId: ID! smsMarketingConsent: CustomerSmsMarketingConsentInput!
}
input CustomerSmsMarketingConsentInput {
  marketingState: CustomerSmsMarketingState! marketingOptInLevel: CustomerMarketingOptInLevel
  consentUpdatedAt: DateTime sourceLocationId: ID
}
input CustomerWhatsAppMarketingConsentUpdateInput {
  customerId: ID! whatsAppMarketingConsent: CustomerMarketingConsentInput!
}
input CustomerMarketingConsentInput {
  state: CustomerMarketingConsentState! optInLevel: CustomerMarketingOptInLevel updatedAt: DateTime
  sourceLocationId: ID
}
input OrderCreateOptionsInput { sendReceipt: Boolean sendFulfillmentReceipt: Boolean }
input OrderCreateOrderInput {
  email: String phone: String note: String tags: [String!] currency: CurrencyCode processedAt: DateTime
  customer: OrderCreateCustomerInput customAttributes: [OrderCreateCustomAttributeInput!]
  billingAddress: MailingAddressInput shippingAddress: MailingAddressInput
  lineItems: [OrderCreateLineItemInput!] transactions: [OrderCreateOrderTransactionInput!]
  metafields: [MetafieldInput!]
}
input OrderCreateCustomerInput { toAssociate: OrderCreateAssociateCustomerAttributesInput }
input OrderCreateAssociateCustomerAttributesInput { id: ID email: String }
input OrderCreateCustomAttributeInput { key: String! value: String! }
input OrderCreateLineItemInput {
  title: String quantity: Int! priceSet: MoneyBagInput properties: [OrderCreateLineItemPropertyInput!]
}
input OrderCreateLineItemPropertyInput { name: String! value: String! }
input OrderCreateOrderTransactionInput {
  amountSet: MoneyBagInput! gateway: String kind: OrderTransactionKind status: OrderTransactionStatus
  receiptJson: JSON
}
input DraftOrderInput {
  email: String note: String tags: [String!] customAttributes: [AttributeInput!]
  purchasingEntity: PurchasingEntityInput shippingAddress: MailingAddressInput
  lineItems: [DraftOrderLineItemInput!]
}
input PurchasingEntityInput { customerId: ID }
input DraftOrderLineItemInput {
  title: String quantity: Int! originalUnitPriceWithCurrency: MoneyInput customAttributes: [AttributeInput!]
}
input ReturnRequestInput { orderId: ID! returnLineItems: [ReturnRequestLineItemInput!]! }
input ReturnRequestLineItemInput {
  fulfillmentLineItemId: ID! quantity: Int! customerNote: String returnReason: ReturnReason
}

type CustomerCreatePayload { customer: Customer userErrors: [UserError!]! }
type CustomerDeletePayload { deletedCustomerId: ID userErrors: [UserError!]! }
type CustomerRequestDataErasurePayload {
  customerId: ID userErrors: [CustomerRequestDataErasureUserError!]!
}
type CustomerRequestDataErasureUserError {
  code: CustomerRequestDataErasureErrorCode field: [String!] message: String!
}
type CustomerAddressCreatePayload { address: MailingAddress userErrors: [UserError!]! }
type CustomerEmailMarketingConsentUpdatePayload {
  customer: Customer userErrors: [CustomerEmailMarketingConsentUpdateUserError!]!
}
type CustomerEmailMarketingConsentUpdateUserError {
  code: CustomerEmailMarketingConsentUpdateUserErrorCode field: [String!] message: String!
}
type CustomerSmsMarketingConsentUpdatePayload {
  customer: Customer userErrors: [CustomerSmsMarketingConsentError!]!
}
type CustomerSmsMarketingConsentError {
  code: CustomerSmsMarketingConsentErrorCode field: [String!] message: String!
}
type CustomerWhatsAppMarketingConsentUpdatePayload {
  customerPhoneNumber: CustomerPhoneNumber userErrors: [CustomerMarketingConsentError!]!
}
type CustomerMarketingConsentError {
  code: CustomerMarketingConsentErrorCode field: [String!] message: String!
}
type OrderCreatePayload { order: Order userErrors: [OrderCreateUserError!]! }
type OrderCreateUserError { field: [String!] message: String! }
type DraftOrderCreatePayload { draftOrder: DraftOrder userErrors: [UserError!]! }
type ReturnRequestPayload { return: Return userErrors: [ReturnUserError!]! }
type ReturnUserError { field: [String!] message: String! }
`

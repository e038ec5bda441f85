const sales =
  'salesOrder,invoice,cashSale,estimate,customerPayment,customerDeposit,creditMemo,cashRefund,returnAuthorization,itemFulfillment,opportunity'
const purchases = 'purchaseOrder,vendorBill'
const conversations = 'supportCase,message,phoneCall,task,calendarEvent,note'
const listOf = (names: string) => names.toLowerCase().split(',')

/** People by what they are at NetSuite: lead, prospect and customer are one record in three stages. */
export const people = {
  customer: ['customer', 'lead', 'prospect'],
  contact: ['contact'],
  employee: ['employee'],
  vendor: ['vendor'],
  partner: ['partner'],
} as const

export const personTypes: readonly string[] = Object.values(people).flat()
/** Documents and conversations, as scripts name them. */
export const documentTypes = {
  sales: listOf(sales),
  purchases: listOf(purchases),
  conversations: listOf(conversations),
} as const

/** Names in the REST API, which are the scripts' names in another spelling. */
const restNames = new Map([
  ...Object.entries(people).flatMap(([kind, types]) =>
    types.map((type): [string, string] => [type, kind]),
  ),
  ...`${sales},${purchases},${conversations}`
    .split(',')
    .map((name): [string, string] => [name.toLowerCase(), name]),
])

/** What the REST API calls a record type; undefined for what is recorded and not read. */
export function restNameOf(recordType: string): string | undefined {
  return restNames.get(recordType)
}

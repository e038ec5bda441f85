/** Names of the REST API; scripts write the same in lower case. */
const sales = [
  'salesOrder',
  'invoice',
  'cashSale',
  'estimate',
  'customerPayment',
  'customerDeposit',
  'creditMemo',
  'cashRefund',
  'returnAuthorization',
  'itemFulfillment',
  'opportunity',
  'customerRefund',
  'depositApplication',
  'statementCharge',
  'charge',
  'subscription',
  'job',
]
const purchases = [
  'purchaseOrder',
  'vendorBill',
  'vendorCredit',
  'vendorPayment',
  'vendorReturnAuthorization',
  'itemReceipt',
]
/** Of whoever is paid, of any kind. */
const payments = ['check', 'journalEntry']
/** What a customer is billed by. */
const accounts = ['billingAccount', 'paymentCard']
/** Of those who work there. */
const staffs = ['expenseReport', 'timeBill', 'timeSheet', 'purchaseRequisition', 'paycheck']
const conversations = ['supportCase', 'message', 'phoneCall', 'task', 'calendarEvent', 'note']

/** People by what they are at NetSuite: lead, prospect and customer are one record in three stages. */
export const people = {
  customer: ['customer', 'lead', 'prospect'],
  contact: ['contact'],
  employee: ['employee'],
  vendor: ['vendor'],
  partner: ['partner'],
  otherName: ['othername'],
} as const

export const personTypes: readonly string[] = Object.values(people).flat()

/** Documents and conversations, as scripts name them. */
export const documentTypes = {
  sales: sales.map(scriptTypeOf),
  purchases: purchases.map(scriptTypeOf),
  payments: payments.map(scriptTypeOf),
  accounts: accounts.map(scriptTypeOf),
  staffs: staffs.map(scriptTypeOf),
  conversations: conversations.map(scriptTypeOf),
} as const

/** What scripts call a record type of the REST API. */
export function scriptTypeOf(name: string): string {
  return name.toLowerCase()
}

const restNames: ReadonlyMap<string, string> = new Map([
  ...Object.entries(people).flatMap(([kind, types]) => types.map(type => [type, kind] as const)),
  ...[...sales, ...purchases, ...payments, ...accounts, ...staffs, ...conversations].map(
    name => [scriptTypeOf(name), name] as const,
  ),
])

/** What the REST API calls a record type; undefined for what is recorded and not read. */
export function restNameOf(recordType: string): string | undefined {
  return restNames.get(recordType)
}

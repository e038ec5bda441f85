import { createHash } from 'node:crypto'
import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import { exportSuite, knownAs, knownBy } from '@conduit/testing'
import { test } from 'tap'
import { account, apiKey } from './account.ts'

const adaMail = 'Ada.Sample@example.com'
const settings = { apiKey }
const email = (value: string) => knownBy('email', value)
const contact = (id: string) => knownAs('contact', id)
const byId = (value: string) => ({
  identifiers: [{ category: 'account_id' as const, value }],
  references: [],
})

/** Ada in two audiences and a shop, archived in a third; Bo, who looks alike; somebody who was deleted. */
async function start() {
  const { fake, platform, client, audience } = await account()
  const { lists, ecommerce } = client
  const [news, offers, old] = [
    await audience('News'),
    await audience('Offers'),
    await audience('x'),
  ]
  const add = async (list: string, email_address: string, more: object = {}) => {
    await lists.addListMember?.(list, { email_address, status: 'subscribed', ...more })
  }
  await add(news, adaMail, {
    merge_fields: { FNAME: 'Ada', LNAME: 'Sample', BIRTHDAY: '02/03', PHONE: '+12025550101' },
    ip_signup: '203.0.113.24',
    marketing_permissions: [{ marketing_permission_id: 'p1', enabled: true }],
  })
  await add(offers, adaMail.toLowerCase(), { merge_fields: { ADDRESS: '1 Sample Street' } })
  await add(old, adaMail, { merge_fields: { NICK: 'Archived Ada' } })
  await lists.deleteListMember?.(old, adaMail)
  await lists.updateListMemberTags?.(news, adaMail, { tags: [{ name: 'VIP', status: 'active' }] })
  await lists.createListMemberNote?.(news, hashOf(adaMail), { note: 'Called about her birthday' })
  for (let number = 0; number < 120; number++) {
    await lists.createListMemberEvent?.(news, adaMail, { name: `viewed_${number}_` })
  }
  await ecommerce.addStore?.({ id: 'shop/1', list_id: news, name: 'Shop', currency_code: 'EUR' })
  const customer = { id: 'ada & co', email_address: adaMail, opt_in_status: true }
  const bought = { currency_code: 'EUR', order_total: 12, lines: [{ product_id: 'Blue teapot' }] }
  await ecommerce.addStoreOrder?.('shop/1', { id: 'o1', customer, ...bought })
  const guest = { id: 'guest', email_address: 'shopper@example.com', opt_in_status: false }
  await ecommerce.addStoreCustomer?.('shop/1', guest)

  const boMail = 'ada.sample@example.com.invalid'
  await add(news, boMail, { merge_fields: { FNAME: 'Bo' } })
  await lists.createListMemberNote?.(news, hashOf(boMail), { note: 'Of Bo alone' })
  const bo = { id: 'ada', email_address: boMail, opt_in_status: true }
  const theirs = { currency_code: 'EUR', order_total: 1, lines: [{ product_id: 'Bo’s mug' }] }
  await ecommerce.addStoreOrder?.('shop/1', { id: 'o2', customer: bo, ...theirs })
  await add(news, 'gone@example.com')
  await lists.deleteListMemberPermanent?.(news, 'gone@example.com')
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        email(adaMail),
        email('ADA.SAMPLE@EXAMPLE.COM'),
        contact(adaMail),
        byId(idOf(adaMail)),
        { ...email(adaMail), references: contact('ada.sample@example.com').references },
      ],
      holds: [
        ...[adaMail, 'Ada', '02/03', '+12025550101', '203.0.113.24', 'p1', '1 Sample Street'],
        ...['Archived Ada', 'VIP', 'Called about her birthday', 'viewed_0_', 'viewed_119_'],
        ...['signup', 'ada & co', 'Blue teapot'],
      ],
      lacks: ['"Bo"', 'Of Bo alone', 'Bo’s mug', 'shopper@example.com'],
      strangers: [
        email('ada.sample@example.co'),
        email('a&email_address=ada.sample@example.com'),
        email('gone@example.com'),
        byId('0123456789'),
        byId(`${idOf(adaMail)}&status=archived`),
        contact('../members'),
        { identifiers: [], references: [{ object: 'member', id: adaMail }] },
      ],
      gone: [
        ...contact('gone@example.com').references,
        ...contact('nobody@example.com').references,
      ],
    },
  }
}

function hashOf(address: string): string {
  return createHash('md5').update(address.toLowerCase()).digest('hex')
}

/** As the fake makes it. */
function idOf(address: string): string {
  return hashOf(address).slice(-10)
}

test('copies of what Mailchimp Marketing holds', t =>
  exportSuite(t, { adapter: mailchimpMarketing, settings, start }))

/** A customer of a shop, who is in no audience any more. */
async function startShop() {
  const { fake, platform, client, audience } = await account()
  const list_id = await audience('News')
  const { ecommerce } = client
  await ecommerce.addStore?.({ id: 'shop', list_id, name: 'Shop', currency_code: 'EUR' })
  const customer = { id: 'c1', email_address: 'ada@example.com', opt_in_status: false }
  await ecommerce.addStoreCustomer?.('shop', { ...customer, first_name: 'Ada' })
  for (let number = 0; number < 101; number++) {
    const order = { id: `order-${number}-`, customer, currency_code: 'EUR', lines: [] }
    await ecommerce.addStoreOrder?.('shop', { ...order, order_total: 1 })
  }
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [email('Ada@example.com'), contact('ada@example.com')],
      holds: ['c1', 'order-0-', 'order-100-'],
      lacks: [],
      strangers: [email('da@example.com')],
      gone: [],
    },
  }
}

test('who is in no audience any more, but a customer of a shop', t =>
  exportSuite(t, { adapter: mailchimpMarketing, settings, start: startShop }))

import { createHash } from 'node:crypto'
import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import type { RedactTarget } from '@conduit/core'
import { type ErasureScene, knownAs, knownBy } from '@conduit/testing'
import { account, apiKey } from './account.ts'

export const settings = { apiKey }
export const adaMail = 'Ada.Sample@example.com'
export const hashOf = (address: string) =>
  createHash('md5').update(address.toLowerCase()).digest('hex')
export const target = (object: string, id: string): RedactTarget => ({
  ...{ target: { object, id }, action: 'erase', expected: 'erased' },
})

/** Ada in one audience, archived in another, and at a shop; others who look alike; somebody who was deleted. */
async function start() {
  const { fake, platform, client, audience } = await account()
  const { lists, ecommerce } = client
  const [news, old] = [await audience('News'), await audience('Old')]
  const add = async (list: string, email_address: string, name: string) => {
    const merge_fields = { FNAME: name }
    await lists.addListMember?.(list, { email_address, status: 'subscribed', merge_fields })
  }
  await add(news, adaMail, 'Ada of the news')
  await lists.createListMemberNote?.(news, hashOf(adaMail), { note: 'Called about her birthday' })
  await add(old, adaMail, 'Archived Ada')
  await lists.deleteListMember?.(old, adaMail)
  await ecommerce.addStore?.({ id: 'shop/1', list_id: news, name: 'Shop', currency_code: 'EUR' })
  const order = async (id: string, customer: object, product_id: string) => {
    const bought = { currency_code: 'EUR', order_total: 12, lines: [{ product_id }] }
    await ecommerce.addStoreOrder?.('shop/1', { id, customer, ...bought })
  }
  const customer = { id: 'ada & co', email_address: adaMail, opt_in_status: true }
  await order('o/1', customer, 'Blue teapot')
  await add(news, 'other@example.com', 'Ada of another family')
  await add(news, 'ada.sample@example.com.invalid', 'Bo of the news')
  const bo = { id: 'ada', email_address: 'other@example.com', opt_in_status: true }
  await order('o2', bo, 'Mug of another')
  await add(news, 'gone@example.com', 'Gone')
  await lists.deleteListMemberPermanent?.(news, 'gone@example.com')
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        knownBy('account_id', hashOf(adaMail).slice(-10)),
        knownAs('contact', adaMail.toLowerCase()),
        { ...knownBy('email', adaMail), ...knownAs('contact', adaMail) },
      ],
      goes: [
        ...['Ada of the news', 'Archived Ada', 'Called about her birthday'],
        ...['Blue teapot', 'ada & co', adaMail],
      ],
      others: ['Ada of another family', 'Bo of the news', 'Mug of another', 'other@example.com'],
      strangers: [
        knownBy('email', 'ada.sample@example.co'),
        knownBy('email', `a&email_address=${adaMail}`),
        knownBy('email', 'gone@example.com'),
        knownBy('account_id', `${hashOf(adaMail).slice(-10)}&status=archived`),
        knownAs('contact', 'gone@example.com'),
        knownAs('contact', '../members'),
        knownAs('member', adaMail),
      ],
      gone: [
        target('member', `${news}/${hashOf('gone@example.com')}`),
        target('order', 'shop%2F1/nothing'),
        target('customer', 'shop%2F1/nobody'),
      ],
      outcomes: { member: 'erased', order: 'erased', customer: 'erased' } as const,
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: mailchimpMarketing,
  settings,
  checkedBy: { client: '@mailchimp/mailchimp_marketing' },
  start,
} satisfies ErasureScene

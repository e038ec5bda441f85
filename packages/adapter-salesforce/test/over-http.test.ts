import salesforce from '@conduit/adapter-salesforce'
import { generateDxKey, memoryStore } from '@conduit/core/host'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import fastify from 'fastify'
import { test } from 'tap'
import { callout, organizationId } from './support.ts'

const dxKey = generateDxKey()
const did = 'did:dep:test'

async function post(body: string, type: string, own: object = {}, key = dxKey) {
  const settings = { organizationId, ...own }
  const store = memoryStore([{ adapter: 'salesforce', settings, did, dxKey }])
  const app = fastify()
  const keyring = createKeyring(parseMasterKeys(`k1:${generateMasterKey()}`))
  await app.register(salesforce.plugin, { store, keyring, clock: () => new Date(0) })
  const url = `/event?did=${did}&dxKey=${key}`
  const reply = await app.inject({ method: 'POST', url, headers: { 'content-type': type }, body })
  await app.close()
  return { store, status: reply.statusCode, type: reply.headers['content-type'], text: reply.body }
}

const soap = (inner: string, organization = organizationId) =>
  `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><S:Body><n:notifications xmlns:n="http://soap.sforce.com/2005/09/outbound"><n:OrganizationId>${organization}</n:OrganizationId><n:SessionId>live-session</n:SessionId>${inner}</n:notifications></S:Body></S:Envelope>`
const good =
  '<n:Notification><n:Id>04l5g00000Nb0AAAAZ</n:Id><n:sObject xsi:type="q:Lead" xmlns:q="urn:sobject.enterprise.soap.sforce.com"><q:Id>00Q5g00000Bb1AAAAZ</q:Id><q:Email>ada@example.com</q:Email></n:sObject></n:Notification>'
const ack = /<Ack>true<\/Ack>/

test('prefixes do not matter, namespaces do', async t => {
  const { status, text, store } = await post(soap(good), 'text/xml; charset=UTF-8')
  t.equal(status, 200)
  t.match(text, ack)
  t.match(store.activities, [{ type: 'Lead', account: '00D5g000004KxQz' }])
  const foreign = soap(good).replaceAll('2005/09/outbound', '2005/09/other')
  t.equal((await post(foreign, 'text/xml')).status, 400)
})

test('an envelope is acknowledged although one notification cannot be read', async t => {
  const { status, text, store } = await post(soap(`<n:Notification/>${good}`), 'text/xml')
  t.equal(status, 200)
  t.match(text, ack)
  t.equal(store.activities.length, 1)
  t.match(store.deliveries, [{ rejected: 1, verification: 'unsigned' }])
  t.notMatch(JSON.stringify(store.deliveries), /live-session|ada@example/)
})

test('refusals of XML are faults in XML', async t => {
  const doctype = soap(good).replace('?>', '?><!DOCTYPE S:Envelope [<!ENTITY j "x">]>')
  const cases = [
    [400, await post(doctype, 'text/xml')],
    [400, await post(soap(''), 'text/xml')],
    [401, await post(soap(good, '00D5g000004KxQZ'), 'text/xml')],
    [401, await post(soap(good), 'text/xml', {}, generateDxKey())],
    [415, await post(soap(good), 'text/xml; charset=utf-16')],
  ] as const
  for (const [status, reply] of cases) {
    t.match(reply, { status, type: /^text\/xml/, text: /<soapenv:Fault>/ })
    t.notMatch(reply.text, ack)
    t.equal(reply.store.deliveries.length, 0)
  }
})

test('a secret is not got round by dressing JSON up as XML, or XML as JSON', async t => {
  const signed = { signingSecret: 'callout-secret-0001' }
  const body = JSON.stringify(callout('Contact.deleted'))
  t.equal((await post(body, 'application/json', signed)).status, 401)
  t.equal((await post(body, 'text/xml', signed)).status, 400)
  t.equal((await post(soap(good), 'application/json', signed)).status, 401)
  t.equal((await post(soap(good), 'text/xml', { ...signed, onlySigned: true })).status, 401)
  const refused = await post(body, 'application/json', signed)
  t.match(refused.type, /^application\/problem\+json/)
})

// What an adapter says of itself, for people: how it is called, proven and read.
import {
  authenticatorFor,
  effectiveSettings,
  isErasedByHand,
} from '../packages/core/dist/src/host.js'
import { code, listing, table } from './markdown.mjs'

const base = 'https://<your server>/api/v1/integrations'
const credentials = { token: '?token=…', key: '?did=…&dxKey=…', account: '' }
const bearer = { authorization: 'Bearer x' }
const withKey = `with ${code('Authorization: Bearer <DX Key>')}`

/** Heads of calls that show whose they are in each way that core knows, and how to write it. */
const ways = [
  { kind: 'token', text: code('?token=…'), query: { token: 'x' } },
  { kind: 'token', text: code('Authorization: Bearer <token>'), headers: bearer },
  { kind: 'key', text: code('?did=…&dxKey=…'), query: { did: 'x', dxKey: 'x' } },
  {
    kind: 'key',
    text: `${code('X-Conduit-DID')} ${withKey}`,
    headers: { ...bearer, 'x-conduit-did': 'x' },
  },
  {
    kind: 'key',
    text: `${code('?did=…&dpid=…')} ${withKey}`,
    query: { did: 'x', dpid: 'x' },
    headers: bearer,
  },
  { kind: 'account', text: 'none; the account that its events name says whose they are' },
]

/** The facts of one adapter, as a table. */
export function factsTable(adapter) {
  const { name, authenticate, endpoint, setup, propagate } = adapter
  const called = endpoint !== null && [
    ['Webhook URL', code(urlOf(adapter, endpoint.path ?? '/event'))],
    ['Takes', bodiesOf(endpoint)],
    ['Credential', waysOf(authenticate).join('; or ')],
    ...requiredOf(endpoint),
  ]
  return table(
    ['Name', code(name)],
    [
      ...(called || [['Webhook URL', 'none: it does not call']]),
      ['Proven by', proofOf(adapter)],
      ['Read at the platform', readingOf(adapter)],
      ...accessOf(adapter),
      ['Read for copies', adapter.export === undefined ? 'no: somebody looks there' : 'yes'],
      ...erasureOf(adapter),
      ['Told of decisions', propagate === undefined ? 'no' : 'yes'],
      ['Sets itself up', setup === undefined ? 'no' : 'yes, where its settings hold a key for it'],
    ],
  )
}

/** Whether it erases people, and what is called for it. */
function erasureOf(adapter) {
  if (isErasedByHand(adapter)) return [['Erases people', 'no: somebody does it there']]
  const { mints } = authenticatorFor(adapter, 'redact')
  const called = `a POST to ${code(`${base}/${adapter.name}/customer-redact${credentials[mints]}`)}`
  return [
    [
      'Erases people',
      `yes; one person at once by ${called}: [erasing by a call](../redaction-calls.md)`,
    ],
  ]
}

/** How a call is proven. */
export function proofOf({ authenticate, endpoint, settings }) {
  if (endpoint === null) return 'no calls come: all is read'
  const proving = Object.entries(settings.properties).filter(([, setting]) => setting.proves)
  if (proving.length === 0) return 'the credential alone: nothing is signed'
  const isSure = ([name, { learned, learnedWith, learnedUnless }]) =>
    (learned === true && learnedWith === undefined && learnedUnless === undefined) ||
    settings.required?.includes(name)
  if (!proving.some(isSure)) return 'the credential; a signature too where its secret is set'
  return authenticate.mints === 'account' ? 'a signature' : 'the credential and a signature'
}

/** Where the personal data come from. */
export function sourceOf({ endpoint, read, poll }) {
  if (endpoint === null) return 'polled'
  const isRead = read !== undefined || poll !== undefined
  return isRead ? 'with the call, or read back' : 'with the call'
}

function urlOf({ name, authenticate }, path) {
  return `${base}/${name}${path}${credentials[authenticate.mints]}`
}

function bodiesOf({ methods = [], formats, maxBytes = 1_048_576 }) {
  const types = formats.flatMap(format => format.types?.map(code) ?? ['any content type'])
  const size = `up to ${maxBytes / 1_048_576} MiB`
  return `${['POST', ...methods].map(code).join(', ')}; ${listing(types, 'or')}; ${size}`
}

/** Settings that serve nobody else's account where the operator's options hold them. */
function accessOf({ accounts, settings }) {
  const opening = Object.entries(settings.properties).filter(([, setting]) => setting.opens)
  if (accounts === undefined || opening.length === 0) return []
  const names = listing(
    opening.map(([name]) => code(name)),
    'or',
  )
  return [['Access', `${names}; in the server’s options for proven accounts alone`]]
}

/** Headers that no call of the platform comes without. */
function requiredOf({ requiredHeaders = [] }) {
  const names = requiredHeaders.map(code)
  return names.length === 0 ? [] : [['Refused unread without', listing(names)]]
}

function waysOf(authenticator) {
  const isTaken = ({ kind, query = {}, headers = {} }) =>
    authenticator.claim(headOf(query, name => headers[name]))?.kind === kind
  return [...ways.filter(isTaken).map(({ text }) => text), ...ownHeaders(authenticator).map(code)]
}

/** Headers of the platform's own that are looked at, beside ours. */
function ownHeaders(authenticator) {
  const asked = new Set()
  authenticator.claim(headOf({}, name => void asked.add(name.toLowerCase())))
  const ours = ['authorization', 'x-conduit-did']
  return [...asked].filter(name => !ours.includes(name))
}

function headOf(query, header) {
  return { method: 'POST', url: base, receivedAt: new Date(0), query: name => query[name], header }
}

function readingOf(adapter) {
  if (adapter.read === undefined && adapter.poll === undefined) return 'no'
  const seconds = adapter.pollEvery?.(effectiveSettings(adapter, {}, {}))
  const often =
    seconds === undefined
      ? 'after a call that asks for it'
      : `every ${seconds / 60} minutes unless its settings say otherwise`
  const { mints } = adapter.authenticate
  return mints === 'account'
    ? often
    : `${often}; at once by a POST to ${code(urlOf(adapter, '/poll'))}`
}

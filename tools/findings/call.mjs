// Calls of platforms, made by hand: what a probe sends is not signed by the code that it looks at.
import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { cpuSeconds, pause, xeroSecret } from './server.mjs'

export const stripeSecret = 'whsec_invented_for_a_run_of_findings'
export const shopifySecret = 'shpss_invented_for_a_run_of_findings'

/** Posts a body. @returns the status and the text of the answer; status 0: none in time */
export async function post(url, body, headers = {}, milliseconds = 180_000) {
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(milliseconds),
    })
    return { status: reply.status, text: await reply.text() }
  } catch (error) {
    return { status: 0, text: String(error.cause?.code ?? error.name) }
  }
}

/** As Stripe signs. https://docs.stripe.com/webhooks#verify-manually */
export function stripeHeaders(body, at = Math.floor(Date.now() / 1000)) {
  return { 'stripe-signature': `t=${at},v1=${hmac(stripeSecret, `${at}.${body}`, 'hex')}` }
}

/** As Shopify signs. https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
export function shopifyHeaders(body, topic, shop, id = '1') {
  return {
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': shop,
    'x-shopify-webhook-id': id,
    'x-shopify-event-id': id,
    'x-shopify-api-version': '2026-10',
    'x-shopify-triggered-at': new Date().toISOString(),
    'x-shopify-hmac-sha256': hmac(shopifySecret, body, 'base64'),
  }
}

/** As Xero signs. https://developer.xero.com/documentation/guides/webhooks/overview/ */
export function xeroHeaders(body) {
  return { 'x-xero-signature': hmac(xeroSecret, body, 'base64') }
}

/** An event of Stripe about a customer. */
export function stripeEvent(id, customer = {}, type = 'customer.created') {
  const object = { object: 'customer', id: `cus_${id}`, email: 'jenny@example.com', ...customer }
  const created = Math.floor(Date.now() / 1000)
  return JSON.stringify({ id, object: 'event', type, created, livemode: true, data: { object } })
}

/**
 * Does something that is to cost a server little.
 *
 * @returns null, or why it cost too much: seconds of its CPU where the system tells, of waiting else
 */
export async function cheap({ child }, seconds, work) {
  const started = Date.now()
  const before = cpuSeconds(child.pid)
  let isOver = false
  const done = work().finally(() => {
    isOver = true
  })
  done.catch(() => undefined)
  for (;;) {
    const now = cpuSeconds(child.pid)
    const used = now === null || before === null ? (Date.now() - started) / 1000 : now - before
    if (used > seconds) return `took more than ${seconds} s of CPU`
    if (isOver) break
    await Promise.race([pause(50), done])
  }
  return (await done) ?? null
}

/** Sends bytes of HTTP as they are. @returns the socket, and its first answer: a promise of it, '' if there is none in time */
export function raw(url, text, milliseconds) {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => undefined)
  socket.write(text)
  const answer = new Promise(resolve => {
    const timer = setTimeout(() => resolve(''), milliseconds)
    const end = said => {
      clearTimeout(timer)
      resolve(said)
    }
    socket.once('data', bytes => end(bytes.toString('latin1')))
    socket.once('close', () => end('closed'))
  })
  return { socket, answer }
}

/** The head of a call whose body has this length. */
export function headOf(url, length, headers = []) {
  const { pathname, search, host } = new URL(url)
  const own = [`POST ${pathname}${search} HTTP/1.1`, `host: ${host}`, `content-length: ${length}`]
  return `${[...own, 'content-type: application/json', ...headers].join('\r\n')}\r\n\r\n`
}

function hmac(secret, message, encoding) {
  return createHmac('sha256', secret).update(message).digest(encoding)
}

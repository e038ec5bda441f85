import type { ReplyBody, ReplyOutcome, WebhookRequest } from '@conduit/core'
import { isSoap } from './verify-signature.ts'

const start =
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
const end = '</soapenv:Body></soapenv:Envelope>'
const acknowledged =
  '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>'

/** Salesforce sends again what has no `Ack`, and can show a reason only if it is XML. */
export function reply(
  { status, code }: ReplyOutcome,
  request: WebhookRequest,
): ReplyBody | undefined {
  if (!isSoap(request)) return undefined
  const side = status < 500 ? 'Client' : 'Server'
  const fault = `<soapenv:Fault><faultcode>soapenv:${side}</faultcode><faultstring>Not accepted: ${code}</faultstring></soapenv:Fault>`
  const text = start + (status === 200 ? acknowledged : fault) + end
  return { text, type: 'text/xml; charset=utf-8' }
}

import type { FakeAnswer, PlatformCall } from '@conduit/recordings'
import { fault, type Organisation } from './salesforce.ts'

/** Fields by which a record belongs to another and goes with it. */
const owners = ['ParentId', 'ContactId', 'LeadId']
/** Kinds that hold on to their contact: it is not deleted while one is there. */
const holding = ['Case', 'Contract']

/** Deletes a record, with what goes along; it can be brought back. */
export function remove(organisation: Organisation, object: string, id: string): FakeAnswer {
  if (object === 'User') return fault(400, 'CANNOT_DELETE_OWNER')
  const isHeld = holding.some(kind =>
    [...(organisation.state.get(kind)?.values() ?? [])].some(
      each => each.IsDeleted !== true && each.ContactId === id,
    ),
  )
  if (isHeld) return fault(400, 'DELETE_FAILED')
  discard(organisation, id)
  return { status: 204 }
}

function discard(organisation: Organisation, id: string): void {
  for (const [, records] of organisation.state) {
    for (const [other, record] of records) {
      if (record.IsDeleted === true) continue
      const isAlong = owners.some(name => record[name] === id) || record.PersonAccountId === id
      const isBeside = record.AccountId === id && record.IsPersonAccount === true
      if (other === id) records.set(other, { ...record, IsDeleted: true })
      else if (isAlong || isBeside) discard(organisation, other)
    }
  }
}

/**
 * `emptyRecycleBin` of the SOAP API: each id by itself, two hundred at most.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_emptyrecyclebin.htm
 */
export function emptyRecycleBin(organisation: Organisation, { body }: PlatformCall): FakeAnswer {
  const session = /<(?:\w+:)?sessionId>([^<]+)</.exec(body)?.[1]
  const ids = [...body.matchAll(/<(?:\w+:)?ids>(\w+)</g)].map(([, id = '']) => id)
  if (session === undefined) return soapFault('INVALID_SESSION_ID')
  if (!/<(?:\w+:)?emptyRecycleBin[ >]/.test(body) || ids.length === 0)
    return soapFault('MALFORMED_QUERY')
  if (ids.length > 200) return soapFault('EXCEEDED_ID_LIMIT')
  const results = ids.map(id => {
    const isThere = [...organisation.state.values()].some(
      records => records.get(id)?.IsDeleted === true,
    )
    const success = isThere && !organisation.purged.has(id)
    if (success) organisation.purged.add(id)
    const errors =
      '<errors><message>refused</message><statusCode>INVALID_ID_FIELD</statusCode></errors>'
    return `<result>${success ? '' : errors}<id>${id}</id><success>${success}</success></result>`
  })
  return xml(200, `<emptyRecycleBinResponse>${results.join('')}</emptyRecycleBinResponse>`)
}

/** What was purged, and what went along with it, is not there any more. */
export function settle({ state, purged }: Organisation): void {
  for (const [, records] of state) {
    for (const [id, record] of records) {
      const isOwners = owners.some(name => purged.has(String(record[name])))
      if (purged.has(id) || (record.IsDeleted === true && isOwners)) records.delete(id)
    }
  }
  purged.clear()
}

function soapFault(code: string): FakeAnswer {
  return xml(500, `<soapenv:Fault><faultcode>sf:${code}</faultcode></soapenv:Fault>`)
}

function xml(status: number, content: string): FakeAnswer {
  const text = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, text }
}

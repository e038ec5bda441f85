import type { PlatformEvent } from '@conduit/core'
import { textOf, unixTime, valueAt } from '@conduit/core'
import { type Holding, holdingOf } from './holdings.ts'
import { kindNamed, kindOf } from './kinds.ts'
import type { Settings } from './settings.ts'
import { meaningOf } from './tables.ts'

/** What a workflow sends: one object, and not a list of events. */
type Body = Readonly<Record<string, unknown>>

/** Members that tell the kind of a record in the older forms. */
const idNames: readonly (readonly [string, string])[] = [
  ['vid', 'contact'],
  ['canonical-vid', 'contact'],
  ['dealId', 'deal'],
  ['companyId', 'company'],
]

/**
 * The event of a workflow: a whole record in the form of HubSpot's first API, or a body that somebody
 * composed of properties. It says nothing of when it was sent, and comes again with the same bytes.
 *
 * @param digest of the body
 */
export function recordEvent(body: Body, digest: string, settings: Settings): PlatformEvent {
  const kind = recordKind(body)
  const type = `${kind}.workflow`
  const portal = textOf(body.portalId) ?? textOf(body['portal-id']) ?? settings.portalId
  const changed = Number(valueAt(body, '/properties/lastmodifieddate/value'))
  return {
    type,
    meaning: meaningOf(type),
    occurredAt: Number.isFinite(changed) ? unixTime(changed, 'milliseconds') : null,
    id: `${portal}:workflow:${digest}`,
    account: portal,
    path: '',
    data: marked(body, kind),
  }
}

function recordKind(body: Body): string {
  const told = idNames.find(([name]) => body[name] != null)?.[1]
  if (told !== undefined) return told
  return kindNamed(body.objectType) ?? kindOf(body.objectTypeId)
}

function marked(body: Body, kind: string): Body {
  return {
    ...body,
    '@kind': kind,
    '@form': body.properties === undefined ? 'composed' : 'record',
    '@properties': holdingsOf(body.properties, kind),
    '@company': holdingsOf(valueAt(body, '/associated-company/properties'), 'company'),
  }
}

function holdingsOf(properties: unknown, kind: string): Readonly<Record<string, Holding>> {
  if (typeof properties !== 'object' || properties === null) return {}
  return Object.fromEntries(Object.keys(properties).map(name => [name, holdingOf(name, kind)]))
}

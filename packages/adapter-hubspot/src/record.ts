import type { PlatformEvent } from '@conduit/core'
import { textOf, unixTime, valueAt } from '@conduit/core'
import { composedKind } from './composed-kind.ts'
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
 * The event of a workflow: a whole record in the form of HubSpot's first API, a body that somebody
 * composed of properties, or the call of an app's own action. It says nothing of when it was sent, and comes
 * again with the same bytes.
 *
 * @param digest of the body
 */
export function recordEvent(body: Body, digest: string, settings: Settings): PlatformEvent {
  const kind = recordKind(body)
  const type = `${kind}.workflow`
  const portal = portalIn(body) ?? settings.portalId
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

function portalIn(body: Body): string | null {
  const named = textOf(body.portalId) ?? textOf(body['portal-id'])
  return named ?? textOf(valueAt(body, '/origin/portalId'))
}

function recordKind(body: Body): string {
  const told = idNames.find(([name]) => body[name] != null)?.[1]
  if (told !== undefined) return told
  const object = isAction(body) ? valueAt(body, '/object') : body
  const word = valueAt(object, '/objectType')
  const id = valueAt(object, '/objectTypeId') ?? word
  if (id != null) return kindNamed(word) ?? kindOf(id)
  return composedKind([...namesOf(body), ...namesOf(body.properties)]) ?? kindOf(id)
}

/** The call of an action that an app has added to workflows: it names one object. */
function isAction(body: Body): boolean {
  return textOf(valueAt(body, '/object/objectId')) !== null
}

function marked(body: Body, kind: string): Body {
  return {
    ...body,
    '@kind': kind,
    '@form': formOf(body),
    '@properties': {
      ...holdingsOf(body.properties, kind),
      ...holdingsOf(valueAt(body, '/object/properties'), kind),
    },
    '@company': holdingsOf(valueAt(body, '/associated-company/properties'), 'company'),
  }
}

/** In a whole record each property is an object, with its value and its history. */
function formOf(body: Body): 'action' | 'composed' | 'record' {
  if (isAction(body)) return 'action'
  const values = Object.values(Object(body.properties))
  const isWhole = values.some(value => typeof value === 'object' && value !== null)
  return isWhole ? 'record' : 'composed'
}

function namesOf(properties: unknown): readonly string[] {
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

function holdingsOf(properties: unknown, kind: string): Readonly<Record<string, Holding>> {
  return Object.fromEntries(namesOf(properties).map(name => [name, holdingOf(name, kind)]))
}

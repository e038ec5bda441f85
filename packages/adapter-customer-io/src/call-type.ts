import { foldName, textOrNull } from '@conduit/core'

/** Calls of data pipelines, by `type`. */
const ofPipelines: ReadonlySet<string> = new Set([
  'identify',
  'track',
  'page',
  'screen',
  'group',
  'alias',
])

/** Events of pipelines that Customer.io itself acts on, folded, and how their type is written. */
const semantic: ReadonlyMap<string, string> = new Map(
  [
    'user_deleted',
    'user_suppressed',
    'order_completed',
    'order_updated',
    'order_refunded',
    'order_cancelled',
    'order_canceled',
  ].map(name => [foldName(name), name]),
)

/** Actions of the Track API on a person. */
const ofTrackApi: ReadonlySet<string> = new Set([
  'identify',
  'merge',
  'delete',
  'suppress',
  'unsuppress',
  'event',
  'page',
  'screen',
])

/**
 * The type of a call that is no report: of a data pipeline, of the Track API, or of a body that somebody
 * has written. Names of events are not shown: they may be anything.
 * @see https://docs.customer.io/integrations/api/cdp/
 * @see https://docs.customer.io/integrations/api/track/
 */
export function callType(payload: unknown): string {
  const type = textOrNull(payload, '/type') ?? ''
  const action = textOrNull(payload, '/action') ?? ''
  if (type === 'person' && ofTrackApi.has(action)) return `person.${action}`
  if (!ofPipelines.has(type)) return 'call'
  const event = semantic.get(foldName(textOrNull(payload, '/event') ?? ''))
  return type === 'track' && event !== undefined ? `track.${event}` : type
}

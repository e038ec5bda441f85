import {
  isConduitError,
  isPlatformError,
  type PlatformError,
  type RedactTarget,
  type Reference,
} from '@conduit/core'
import { isErasedByHand, pauseLeft } from '@conduit/core/host'
import type { IntegrationNode } from '@conduit/db'
import {
  addLookup,
  type LookedUp,
  type LookupNode,
  type ObjectsAtPlace,
  type Planning,
} from '@conduit/db/redactions'
import { currentIntegration } from '../integrations/current-integration.ts'
import { countingIdentifiers } from '../platforms/counting-identifiers.ts'
import { type OpenedPlatform, openPlatform } from '../platforms/open-platform.ts'
import type { Services } from '../services.ts'
import { adviceFor } from './advice.ts'

/** How often a platform that fails is asked in all, and how long it is left alone in between, in seconds. */
const mostTries = 5
const firstPause = 30
const longestPause = 3_600

const nothing: ObjectsAtPlace = { own: [], shared: [] }

/** One integration of a plan. */
interface Place {
  readonly services: Services
  readonly planning: Planning
  readonly lookup: LookupNode
  readonly node: IntegrationNode
  readonly objects: ObjectsAtPlace
}

/**
 * Asks one integration what it has of a person, for a plan: by proven references first, and by what the
 * request names where that counts. Where it cannot be asked, what is known to be there stands in the plan to
 * be done by hand.
 *
 * @returns null: somebody else goes on with the plan, or it has ended
 * @throws {ConduitError} `unavailable`
 */
export async function planAtPlatform(
  services: Services,
  planning: Planning,
  lookup: LookupNode,
): Promise<Planning | null> {
  const { controllerId, integrationId } = lookup
  const ref = { controllerId, id: integrationId }
  const node = await currentIntegration(services.database, ref)
  const objects = planning.objects.get(integrationId) ?? nothing
  const place = { services, planning, lookup, node, objects }
  // No way to the platform is needed to say that a person has to go there.
  if (isByHand(services, node)) return await note(place, unasked(place, 'not_supported'))
  const platform = await openPlatform(services, node, 'redact')
  if (typeof platform === 'string') return await note(place, unasked(place, platform))
  // Whoever asks, the platform's pause comes first.
  const left = pauseLeft(await services.store.queue.lastReport(ref), services.clock())
  if (left > 0) return await note(place, waiting(place, lookup.tries, left))
  return await note(place, await asked(place, platform))
}

type Outcome = Omit<LookedUp, 'adapter' | 'namespaces'> & {
  readonly namespaces?: readonly string[]
}

async function asked(place: Place, platform: OpenedPlatform<'redact'>): Promise<Outcome> {
  const { services, planning, lookup, objects } = place
  const { integration, does, access } = platform
  const identifiers = countingIdentifiers(services.keyring, planning, integration)
  const { own: references, shared } = objects
  const base = { tries: lookup.tries, nextTryAt: null, shared }
  if (identifiers.length + references.length === 0) {
    const outcome = shared.length === 0 ? 'not_asked' : 'found'
    return { ...base, outcome, reason: 'nothing_to_ask_by', targets: [] }
  }
  try {
    const targets = await does.find({ identifiers, references }, access.own, access.platform)
    const isFound = targets.length + shared.length > 0
    const { stored, accounts } = integration
    return {
      ...{ ...base, outcome: isFound ? 'found' : 'not_found', reason: null, targets },
      namespaces: [...accounts, stored.id],
    }
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    return failed(place, error)
  }
}

function failed(place: Place, error: unknown): Outcome {
  const { services, lookup, node } = place
  const tries = lookup.tries + 1
  if (isPlatformError(error) && error.code !== 'auth_failed' && tries < mostTries)
    return waiting(place, tries, pauseAfter(error, tries))
  if (!isPlatformError(error))
    services.adapters.get(node.adapter)?.receiver.onFailure({ step: 'redact', error })
  return {
    ...byHand(place, isPlatformError(error) ? error.code : 'adapter_failed', true),
    ...{ outcome: 'failed', tries },
  }
}

/** Seconds: as long as the platform asks, and twice as long each time. */
function pauseAfter({ retryAfterSeconds }: PlatformError, tries: number): number {
  return Math.max(retryAfterSeconds ?? 0, Math.min(firstPause * 2 ** (tries - 1), longestPause))
}

function waiting({ services, lookup }: Place, tries: number, seconds: number): Outcome {
  const nextTryAt = new Date(services.clock().getTime() + seconds * 1_000)
  const { reason } = lookup
  return { outcome: 'waiting', reason, tries, nextTryAt, targets: [], shared: [] }
}

function unasked(place: Place, reason: string): Outcome {
  const { services, node, lookup } = place
  const canBe = !isByHand(services, node)
  return { ...byHand(place, reason, canBe || lookup.isSeen), outcome: 'not_asked' }
}

/** Has its adapter no code that erases? */
function isByHand({ adapters }: Services, { adapter }: IntegrationNode): boolean {
  const running = adapters.get(adapter)
  return running !== undefined && isErasedByHand(running.adapter)
}

/** @param isOwed somebody has to look there even if no object is known */
function byHand(place: Place, reason: string, isOwed: boolean): Outcome {
  const { lookup, objects } = place
  const { own, shared } = objects
  const instructions = adviceFor(reason)
  const ofKind = isByHand(place.services, place.node) ? byHandOf(place) : {}
  const targets = own.map((target: Reference): RedactTarget => {
    const exact = Object.hasOwn(ofKind, target.object) ? ofKind[target.object] : undefined
    const todo = { action: 'by_hand', expected: 'manual_required' } as const
    return { target, ...todo, instructions: exact ?? instructions }
  })
  return {
    ...{ outcome: 'failed', reason, tries: lookup.tries, nextTryAt: null, targets, shared },
    ...(isOwed && own.length === 0 && { byHand: instructions }),
  }
}

/** What the adapter says of objects that a person has to erase, by kind. */
function byHandOf({ services, node }: Place): Readonly<Record<string, string>> {
  return services.adapters.get(node.adapter)?.adapter.byHand ?? {}
}

async function note(
  { services, planning, lookup, node }: Place,
  outcome: Outcome,
): Promise<Planning | null> {
  const { integrationId } = lookup
  const looked = { namespaces: [integrationId], ...outcome, adapter: node.adapter }
  try {
    return await addLookup(services.administration, planning, integrationId, looked)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // What the adapter listed is no list of objects.
    const { tries } = lookup
    const place = { services, planning, lookup, node, objects: nothing }
    services.adapters.get(node.adapter)?.receiver.onFailure({ step: 'redact', error })
    const own = planning.objects.get(integrationId) ?? nothing
    const again = { ...byHand({ ...place, objects: own }, 'adapter_failed', true), tries }
    return await addLookup(services.administration, planning, integrationId, {
      ...{ namespaces: [integrationId], ...again, adapter: node.adapter },
    })
  }
}

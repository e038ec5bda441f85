import { ConduitError, type ConsentDecision } from '@conduit/core'
import { type IntegrationNode, listIntegrations } from '@conduit/db'
import type { ConsentNode } from '@conduit/db/consents'
import {
  type NewPropagation,
  type PropagationNode,
  type Refusal,
  type TellingBasis,
  tellingBasis,
} from '@conduit/db/propagations'
import { accessTo } from '../platforms/access-to.ts'
import type { Services } from '../services.ts'
import { platformAgrees } from './platform-agrees.ts'
import { toldReferences } from './told-references.ts'

/** What is to be told. */
export interface AskedPropagation {
  readonly controllerId: string
  readonly subjectId: string
  readonly channel: string
  /** Name of a purpose of the controller, or a platform's word that nothing maps. */
  readonly purpose: string
  readonly integrationIds: readonly string[] | undefined
}

/** What would become of one object, or of an integration of which no object is told. */
export interface PlannedLine {
  readonly controllerId: string
  readonly integrationId: string
  /** The platform's kind of object; null: none. */
  readonly object: string | null
  /** The platform's word; null: it has none for this. */
  readonly platformPurpose: string | null
  readonly outcome: 'would_tell' | 'agrees' | 'unsupported' | 'no_access' | 'no_reference'
  /** Null: it is not told. */
  readonly target: NewPropagation | null
}

/** A row of the plan, or what became of it. */
export type ShownLine = Omit<PlannedLine, 'target'> & {
  readonly propagation: PropagationNode | null
}

/** What would be done. */
export interface PropagationPlan {
  readonly basis: TellingBasis
  readonly consent: ConsentNode
  readonly lines: readonly PlannedLine[]
}

const mostIntegrations = 100
const mostLines = 500

const reasons: Readonly<Record<Refusal, string>> = {
  nothing_known: 'nothing is known of it',
  restricted: 'the data of this person may only be kept',
  erased: 'the data subject was erased',
  unproven: 'a grant that nothing proves is not told',
  withdrawn_on_any: 'it was withdrawn on all channels since',
}

/**
 * Says what telling platforms of a decision would do. It calls nobody and changes nothing.
 * @throws {ConduitError} `not_found`: no such person or integration; `conflict`: nobody may be told of
 *   it, with the reason's code in front, or there is more to tell than one call may
 */
export async function planPropagation(
  services: Services,
  asked: AskedPropagation,
): Promise<PropagationPlan> {
  const basis = await tellingBasis(services.database, services.keyring, asked)
  const { consent, refusal } = basis.decision
  if (consent === null || refusal !== null) {
    const code = refusal ?? 'nothing_known'
    throw new ConduitError('conflict', { reason: `${code}: ${reasons[code]}` })
  }
  const nodes = await integrationsOf(services, asked.controllerId, basis.integrationIds)
  if (asked.integrationIds?.some(id => !nodes.some(node => node.id === id)))
    throw new ConduitError('not_found')
  const lines: PlannedLine[] = []
  for (const node of nodes) lines.push(...(await linesOf(services, basis, consent, node)))
  if (lines.length > mostLines) throw tooMany()
  return { basis, consent, lines }
}

async function integrationsOf(
  { database }: Services,
  controllerId: string,
  ids: readonly string[],
): Promise<readonly IntegrationNode[]> {
  if (ids.length > mostIntegrations) throw tooMany()
  if (ids.length === 0) return []
  const filter = { controllerIds: [controllerId], ids }
  const { edges } = await listIntegrations(database, filter, { first: ids.length })
  return edges.map(({ node }) => node)
}

function tooMany(): ConduitError {
  return new ConduitError('conflict', { reason: 'too_much: name fewer integrations' })
}

async function linesOf(
  services: Services,
  basis: TellingBasis,
  consent: ConsentNode,
  node: IntegrationNode,
): Promise<readonly PlannedLine[]> {
  const { controllerId, id: integrationId } = node
  const alone = (outcome: PlannedLine['outcome'], platformPurpose: string | null = null) => {
    return { controllerId, integrationId, object: null, platformPurpose, outcome, target: null }
  }
  const running = services.adapters.get(node.adapter)
  if (running?.adapter.propagate === undefined) return [alone('unsupported')]
  const objects = basis.objects.filter(each => each.integrationId === integrationId)
  if (objects.length === 0) return [alone('no_reference')]
  const access = await accessTo(services, running, node)
  if (access === null) return [alone('no_access')]
  const names = basis.names.get(integrationId) ?? []
  if (names.length === 0) return [alone('unsupported')]
  return names.flatMap((platformPurpose): readonly PlannedLine[] => {
    const decision = decisionOf(consent, platformPurpose)
    const references = objects.map(({ reference }) => reference)
    const named = toldReferences(running, access, decision, references)
    const told = objects.filter(({ reference }) => named.includes(reference))
    if (told.length === 0) return [alone('unsupported', platformPurpose)]
    return told.map(object => {
      const agrees = platformAgrees(consent, basis.before, object, platformPurpose, told)
      const { subjectId, token: reference } = object
      const kind = object.reference.object
      const of = { integrationId, object: kind, platformPurpose }
      const outcome = agrees ? ('agrees' as const) : ('would_tell' as const)
      return {
        ...of,
        controllerId,
        outcome,
        target: agrees ? null : { ...of, subjectId, reference },
      }
    })
  })
}

/** What holds, in the platform's word. */
function decisionOf(consent: ConsentNode, purpose: string): ConsentDecision {
  const { channel, state, since, statement } = consent
  return { channel, purpose, state, at: since ?? statement.recordedAt }
}

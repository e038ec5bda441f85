import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import type { ClaimedAccount, ControllerNode, IntegrationNode } from '@conduit/db'
import { conditionOf, type IntegrationCondition } from '../../integrations/health.ts'
import { isReachable } from '../../integrations/set-up.ts'
import { setupInstructions } from '../../integrations/setup-instructions.ts'
import { maskedUrls, type WebhookUrls } from '../../integrations/webhook-urls.ts'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { missing } from '../missing.ts'
import { DateTime } from '../scalars.ts'
import { DataController } from './controller.ts'

const LastFetch = builder.objectRef<IntegrationNode>('LastFetch').implement({
  description: 'How reading at the platform ended last.',
  fields: t => ({
    at: t.expose('lastFetchAt', { type: DateTime, nullable: true }),
    outcome: t.exposeString('lastFetchOutcome', { nullable: true }),
    events: t.exposeInt('lastFetchEvents', { nullable: true }),
    rejected: t.exposeInt('lastFetchRejected', { nullable: true }),
    retryAfterSeconds: t.exposeInt('lastFetchRetryAfterSeconds', { nullable: true }),
    cursor: t.string({
      nullable: true,
      description: 'How far it has read, in the words of the platform.',
      resolve: async (node, _args, context) => {
        const opened = await context.opened(refOf(node))
        const cursor = opened?.integration.state.cursor
        return typeof cursor === 'string' || typeof cursor === 'number' ? String(cursor) : null
      },
    }),
  }),
})

const LastSetup = builder.objectRef<IntegrationNode>('LastSetup').implement({
  description: 'How registering our webhooks at the platform ended last.',
  fields: t => ({
    at: t.expose('lastSetupAt', { type: DateTime, nullable: true }),
    outcome: t.exposeString('lastSetupOutcome', {
      nullable: true,
      description:
        '`ok`, `manual`: a person has to, `auth_failed`, `rate_limited`, `upstream_error`.',
    }),
    renewAt: t.expose('renewAt', {
      type: DateTime,
      nullable: true,
      description: 'When it is renewed, or tried again.',
    }),
  }),
})

const IntegrationAccount = builder.objectRef<ClaimedAccount>('IntegrationAccount').implement({
  description: 'An account at the platform that an integration claims.',
  fields: t => ({
    account: t.exposeString('account'),
    state: t.exposeString('state', {
      description:
        '`proven`: its events come here from every address. `unproven`: from its own address alone.',
    }),
    contested: t.exposeBoolean('contested', {
      description: 'It is proven, and another integration claims it as well.',
    }),
  }),
})

export const Integration = builder.objectRef<IntegrationNode>('Integration').implement({
  description: "One controller's integration to a platform.",
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('integration', controllerId, id) }),
    dataController: t.field({ type: DataController, resolve: controllerOf }),
    adapter: t.exposeString('adapter'),
    label: t.exposeString('label'),
    status: t.string({
      description: '`enabled`, `disabled`, `removed`, or `pending` while settings are missing.',
      resolve: async (node, _args, context) => (await condition(node, context)).status,
    }),
    missing: t.stringList({
      description: 'Settings that still have to be brought.',
      resolve: async (node, _args, context) => [...(await condition(node, context)).missing],
    }),
    accounts: t.field({
      type: [IntegrationAccount],
      description: 'What it claims: realms, shops, organisations at the platform.',
      resolve: ({ accounts }) => [...accounts],
    }),
    webhookUrl: t.string({
      nullable: true,
      description: 'Without its credential, which is shown only when it is made.',
      resolve: async (node, _args, context) => (await urls(node, context))?.webhookUrl ?? null,
    }),
    redactUrl: t.string({
      nullable: true,
      resolve: async (node, _args, context) => (await urls(node, context))?.redactUrl ?? null,
    }),
    pollUrl: t.string({
      nullable: true,
      resolve: async (node, _args, context) => (await urls(node, context))?.pollUrl ?? null,
    }),
    setupInstructions: t.string({
      nullable: true,
      description: 'What to do at the platform, in Markdown.',
      resolve: async (node, _args, context) => {
        const { services } = context
        const adapter = services.adapters.get(node.adapter)?.adapter
        const masked = await urls(node, context)
        if (adapter === undefined || masked === null) return null
        const { missing } = await condition(node, context)
        const outcome = node.lastSetupOutcome
        const isHere = isReachable(services)
        return setupInstructions({ adapter, outcome, missing, urls: masked, isReachable: isHere })
      },
    }),
    lastDeliveryAt: t.expose('lastDeliveryAt', { type: DateTime, nullable: true }),
    health: t.string({
      description: '`ok`, `failing`, `unknown`, `pending`, `disabled`, `unavailable`.',
      resolve: async (node, _args, context) => (await condition(node, context)).health,
    }),
    quarantineLeftOut: t.exposeInt('quarantineLeftOut', {
      description: 'Deliveries that failed and were not kept, because its quarantine was full.',
    }),
    lastSetup: t.field({
      type: LastSetup,
      nullable: true,
      description: 'Null: a person sets this integration up, or nothing was tried yet.',
      resolve: node => (node.lastSetupAt === null ? null : node),
    }),
    lastFetch: t.field({
      type: LastFetch,
      nullable: true,
      resolve: node => (node.lastFetchAt === null ? null : node),
    }),
  }),
})

export const IntegrationConnection = builder.connectionObject({
  type: Integration,
  name: 'IntegrationConnection',
})

/** The integration that something belongs to; it cannot be missing, since rows are only marked as removed. */
export async function integrationOf(
  {
    controllerId,
    integrationId,
  }: { readonly controllerId: string; readonly integrationId: string },
  _args: unknown,
  context: GraphContext,
): Promise<IntegrationNode> {
  const node = await context.integration({ controllerId, id: integrationId })
  if (node === null) throw await missing(context, controllerId, 'an integration is missing')
  return node
}

async function controllerOf(
  { controllerId }: IntegrationNode,
  _args: unknown,
  context: GraphContext,
): Promise<ControllerNode> {
  const node = await context.controller(controllerId)
  // Rows of an organisation that is leaving outlast it for a while.
  if (node === null) throw new ConduitError('not_found')
  return node
}

async function condition(
  node: IntegrationNode,
  context: GraphContext,
): Promise<IntegrationCondition> {
  const running = context.services.adapters.get(node.adapter)
  return conditionOf(node, await context.opened(refOf(node)), running)
}

async function urls(node: IntegrationNode, context: GraphContext): Promise<WebhookUrls | null> {
  const running = context.services.adapters.get(node.adapter)
  if (running === undefined || node.status === 'removed') return null
  const { did } = await controllerOf(node, {}, context)
  return maskedUrls(context.origin, { ...refOf(node), did, adapter: running.adapter })
}

function refOf({ controllerId, id }: IntegrationNode) {
  return { controllerId, id }
}

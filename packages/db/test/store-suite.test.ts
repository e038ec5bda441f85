import {
  addIntegration,
  approveAccount,
  createController,
  createStore,
  type Database,
  listActivities,
  listDeliveries,
  listQuarantine,
} from '@conduit/db'
import { addSuppressions, listSuppressions } from '@conduit/db/erasure'
import { type MakeStoreUnderTest, storeSuite } from '@conduit/testing'
import { asc, eq } from 'drizzle-orm'
import { test } from 'tap'
import { consentEvents, dataSubjectRequests } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { keyring } from './helpers/fixtures.ts'

const actor = { type: 'system', id: null } as const

/** A store on an open database; each suite's check makes its own controllers. */
const onDatabase =
  (database: Database): MakeStoreUnderTest =>
  async (wanted, quarantineQuota) => {
    const { store, administration, close } = createStore(database, {
      keyring,
      quarantineQuota,
      now: () => new Date(),
      onWaiting: async () => undefined,
    })
    const integrations = []
    for (const integration of wanted) {
      const { did, dxKey, adapter, settings, accounts, claims } = integration
      const made = await createController(administration, actor, { name: 'Suite', did, dxKey })
      const controllerId = made.controller.id
      const input = {
        controllerId,
        adapter,
        label: 'suite',
        settings,
        accounts: [...accounts, ...claims],
      }
      const id = await addIntegration(administration, actor, input)
      const ref = { controllerId, id }
      for (const account of accounts) await approveAccount(administration, actor, ref, account)
      integrations.push({ ...integration, id, controllerId })
    }
    return {
      store,
      integrations,
      activities: async controllerId => {
        const page = await listActivities(
          database,
          { controllerIds: [controllerId] },
          { first: 100 },
        )
        return page.edges.map(({ node }) => ({
          ...node,
          fields: node.fields.map(({ path, category, source }) => ({ path, category, source })),
          subjects: node.subjectIds,
        }))
      },
      deliveries: async controllerId => {
        const filter = { controllerIds: [controllerId] }
        const { edges } = await listDeliveries(database, filter, {})
        const quarantined = await listQuarantine(database, filter, {})
        return edges.toReversed().map(({ node: { id, activities, ignored, rejected } }) => ({
          id,
          activities,
          ignored,
          rejected,
          isQuarantined: quarantined.edges.some(({ node }) => node.deliveryId === id),
        }))
      },
      consents: async controllerId => {
        const rows = await database.run(executor =>
          executor
            .select()
            .from(consentEvents)
            .where(eq(consentEvents.controllerId, controllerId))
            .orderBy(asc(consentEvents.id)),
        )
        return rows.map(({ subjectId: subject, activityId, ...row }) => ({
          subject,
          integrationId: row.integrationId,
          activityId: activityId ?? '',
          channel: row.channel,
          purpose: row.purpose,
          state: row.state,
          saidAt: row.saidAt,
          isTimeSigned: row.isTimeSigned,
          verification: row.verification,
          legalBasis: row.legalBasis,
          givenThrough: row.givenThrough,
        }))
      },
      requests: async controllerId => {
        const found = await database.run(executor =>
          executor
            .select({ id: dataSubjectRequests.id })
            .from(dataSubjectRequests)
            .where(eq(dataSubjectRequests.controllerId, controllerId)),
        )
        return found.map(({ id }) => id)
      },
      suppress: async (controllerId, tokens, effectiveFrom) => {
        const suppressed = tokens.map(token => ({ token, kind: 'email' as const, keyId: 'k1' }))
        const entry = { reason: 'objection', effectiveFrom, expiresAt: null } as const
        await addSuppressions(administration, actor, controllerId, [
          { ...entry, tokens: suppressed },
        ])
      },
      suppressions: async controllerId => {
        const { edges } = await listSuppressions(database, { controllerId }, {})
        return edges.map(({ node: { hits, reviewSince } }) => {
          return { hits, isToReview: reviewSince !== null }
        })
      },
      close,
    }
  }

test('the store keeps what the port promises', async t => {
  await forEachDatabase(t, (t, { database }) => storeSuite(t, onDatabase(database)))
})

import { fileURLToPath } from 'node:url'
import { approveAccount, createStore, type Database, keepProof, migrate } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { test } from 'tap'
import { integrationAccounts } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { controllerOf, integrationOf, keyring } from './helpers/fixtures.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const controller = controllerOf()
const id = integrationOf(controller)
const ref = { controllerId: controller.id, id }
const actor = { type: 'operator', id: null }
/** Tables of before accounts were proven. */
const before = 8

/** A database of then, with a tenant who has an account. */
async function fill(database: Database): Promise<void> {
  await database.transaction(async executor => {
    await executor.execute(sql`create schema if not exists drizzle`)
    await executor.execute(sql`create table drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`)
    for (const file of readMigrationFiles({ migrationsFolder }).slice(0, before)) {
      for (const text of file.sql) await executor.execute(sql.raw(text))
      await executor.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
        values (${file.hash}, ${file.folderMillis})`)
    }
    await executor.execute(sql`insert into data_controllers (controller_id, did, name, salt, status, created_at)
      values (${controller.id}, ${controller.did}, 'Example', '\\x00', 'active', now())`)
    await executor.execute(sql`insert into integrations (controller_id, id, adapter, label, status, created_at, updated_at)
      values (${controller.id}, ${id}, 'xero', 'Books', 'enabled', now(), now())`)
    await executor.execute(sql`insert into integration_accounts (controller_id, integration_id, adapter, account)
      values (${controller.id}, ${id}, 'xero', 't1')`)
  })
}

test('accounts that were somebody’s stay theirs', async t => {
  await forEachDatabase(
    t,
    async (t, { database }) => {
      const { store, administration } = createStore(database, {
        keyring,
        now: () => new Date(),
        onWaiting: async () => undefined,
      })
      t.match(await store.accountOwner('xero', 't1'), { id })
      const { account, proof, provenAt } = integrationAccounts
      const [row] = await database.run(executor =>
        executor.select({ account, proof, provenAt }).from(integrationAccounts),
      )
      t.match(row, { account: 't1', proof: 'upgrade', provenAt: Date })
      const report = { at: new Date(), opened: [], retryAfterSeconds: null }
      await keepProof(administration, actor, ref, { ...report, outcome: 'upstream_error' })
      t.match(await store.accountOwner('xero', 't1'), { id }, 'a platform that is away')
      await keepProof(administration, actor, ref, { ...report, outcome: 'auth_failed' })
      t.equal(await store.accountOwner('xero', 't1'), 'unproven', 'one that denies it')
      await approveAccount(administration, actor, ref, 't1')
      t.match(await store.accountOwner('xero', 't1'), { id })
    },
    async database => {
      await fill(database)
      await migrate(database)
    },
  )
})

import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { integrations } from './integrations.ts'

/** Names a row: every primary key starts with the controller. */
export interface RowRef {
  readonly controllerId: string
  readonly id: string
}

/** The row that a reference names. */
export function isRow(
  table: { readonly controllerId: PgColumn; readonly id: PgColumn },
  { controllerId, id }: RowRef,
): SQL | undefined {
  return and(eq(table.controllerId, controllerId), eq(table.id, id))
}

/** The row of an integration. */
export function isIntegration(ref: IntegrationRef): SQL | undefined {
  return isRow(integrations, ref)
}

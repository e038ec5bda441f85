import type { Tables } from '@conduit/core'
import { eventRows } from './event-rows.ts'
import { piiRows } from './pii-rows.ts'

/** Shopify as data. */
export const tables: Tables = { events: eventRows, pii: piiRows }

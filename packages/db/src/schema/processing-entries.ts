import type { PiiCategory } from '@conduit/privacy'
import { integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant } from './columns.ts'

/** Data that goes to a country outside of the law's own. */
export interface Transfer {
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly recipient: string | null
  readonly safeguard: TransferSafeguard | null
}

/** What allows a transfer, of Art. 45, 46 and 49 GDPR. */
export type TransferSafeguard =
  | 'adequacy_decision'
  | 'binding_corporate_rules'
  | 'standard_contractual_clauses'
  | 'authority_contractual_clauses'
  | 'code_of_conduct'
  | 'certification'
  | 'ad_hoc_clauses'
  | 'explicit_consent'
  | 'contract'
  | 'public_interest'
  | 'legal_claims'

/** A category that is seen, and left out of what is declared for a reason. */
export interface LeftAsDeclared {
  readonly category: PiiCategory
  readonly reason: string
}

/** What an organisation declares of its processing, as Art. 30 GDPR asks for it. */
export const processingEntries = pgTable(
  'processing_entries',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /** For itself (30 (1)), or on behalf of others (30 (2)). */
    role: text('role', { enum: ['controller', 'processor'] }).notNull(),
    name: text('name').notNull(),
    /** Where the data of this processing comes from. */
    integrationIds: uuid('integration_ids').array().notNull(),
    purposes: text('purposes').array().notNull(),
    legalBasis: text('legal_basis', {
      enum: [
        'consent',
        'contract',
        'legal_obligation',
        'vital_interests',
        'public_task',
        'legitimate_interests',
      ],
    }),
    /** Of Art. 9 (2). */
    specialBasis: text('special_basis', {
      enum: [
        'explicit_consent',
        'employment',
        'vital_interests',
        'nonprofit_body',
        'made_public',
        'legal_claims',
        'substantial_public_interest',
        'health_care',
        'public_health',
        'archiving_research',
      ],
    }),
    categories: text('categories').array().$type<PiiCategory[]>().notNull(),
    subjectKinds: text('subject_kinds').array().notNull(),
    recipients: text('recipients').array().notNull(),
    transfers: jsonb('transfers').$type<readonly Transfer[]>().notNull(),
    retention: text('retention'),
    securityMeasures: text('security_measures').array().notNull(),
    /** Of the organisation itself. */
    contact: text('contact'),
    representative: text('representative'),
    dpoContact: text('dpo_contact'),
    jointControllers: text('joint_controllers').array().notNull(),
    /** Of a processor: on whose behalf. */
    clients: text('clients').array().notNull(),
    dpiaUrl: text('dpia_url'),
    leftAsDeclared: jsonb('left_as_declared').$type<readonly LeftAsDeclared[]>().notNull(),
    version: integer('version').notNull(),
    reviewedAt: instant('reviewed_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('processing_entries_name').on(table.controllerId, table.role, table.name),
  ],
)

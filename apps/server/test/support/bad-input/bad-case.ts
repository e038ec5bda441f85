import type { Call } from './line.ts'
import type { Specimen } from './specimen.ts'

/** How a call ends: what is answered, and what becomes of it. */
export type Outcome =
  /** 200: there is a record of it. */
  | 'recorded'
  /** 200: it was nothing to record, a handshake or an empty batch. */
  | 'nothing to do'
  /** 200: set aside in the quarantine, as a whole or in part. */
  | 'set aside'
  /** 200: of an account that is nobody's here; counted, where anything of it is. */
  | 'ignored'
  /** 400 or 415: and in the quarantine, if the platform had signed it. */
  | 'misfit'
  | 'foreign type'
  /** 400: it is so broken that its signature cannot be told. */
  | 'unreadable'
  /** 401, 405, 413: nothing is looked at. */
  | 'unproven'
  | 'other method'
  | 'too large'

/** The status of each. */
export const statusOf: Readonly<Record<Outcome, number>> = {
  recorded: 200,
  'nothing to do': 200,
  'set aside': 200,
  ignored: 200,
  misfit: 400,
  unreadable: 400,
  unproven: 401,
  'other method': 405,
  'too large': 413,
  'foreign type': 415,
}

/** One bad call of one platform. */
export interface BadCase {
  readonly name: string
  readonly call: Call
  readonly outcome: Outcome
}

/** A kind of bad body: its name, how it ends, how it is made, and by specimen how else it ends. */
export type Row = readonly [
  name: string,
  outcome: Outcome,
  make: (body: Buffer, specimen: Specimen) => Buffer,
  otherwise?: Readonly<Record<string, Outcome>>,
]

/** The cases that the rows come to for one specimen. */
export function casesOf(
  specimen: Specimen,
  rows: readonly Row[],
  headers: Call['headers'] = {},
): readonly BadCase[] {
  return rows.map(([name, outcome, make, otherwise = {}]) => ({
    name,
    call: { body: make(specimen.body, specimen), headers },
    outcome: otherwise[specimen.name] ?? outcome,
  }))
}

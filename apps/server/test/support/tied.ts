import type { ErasingScene } from './erasing-scene.ts'
import { rowsOf } from './rows-of.ts'

/** Integrations whose rows are tied to anybody. */
export async function tied({ app }: ErasingScene) {
  const found = await rowsOf<{ integration: string }>(
    app,
    `select distinct integration_id::text as integration from processing_activities
      where subject_id is not null order by 1`,
  )
  return found.map(({ integration }) => integration)
}

// The schema of copies of people's data, for the file that is published with the server.
import { exportSchema } from '../apps/server/dist/src/exports/export-format.js'

/** As each copy brings it along. */
export function exportJsonSchema() {
  return `${JSON.stringify(exportSchema, null, 2)}\n`
}

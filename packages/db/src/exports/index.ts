// Copies of people's data: for the API, which a server loads once it is asked, and for its jobs.
export { addToExport, postponeExport } from './add-to-export.ts'
export { createExport } from './create-export.ts'
export {
  createExportLink,
  deleteExport,
  type OpenedExport,
  openExportLink,
} from './export-link.ts'
export {
  type ExportNode,
  type ExportSourceNode,
  exportStats,
  exportsById,
  exportsOfRequests,
  isOver,
  sourcesOfExports,
} from './list-exports.ts'
export { type CollectedSource, type Collection, openCollection } from './open-collection.ts'
export { type ExportPlan, exportPlan, type PlannedIdentifier } from './plan-export.ts'
export { type OpenedPart, readParts } from './read-parts.ts'
export { recordsAt } from './records-at.ts'

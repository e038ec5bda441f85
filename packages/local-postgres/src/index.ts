export { countStatements } from './count-statements.ts'
export { embeddedFiles, placeEmbeddedFiles } from './embedded-files.ts'
export { findPostgres } from './find-postgres.ts'

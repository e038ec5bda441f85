export { embeddedFiles, placeEmbeddedFiles } from './embedded-files.ts'
export { findPostgres } from './find-postgres.ts'

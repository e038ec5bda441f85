export { findPostgres } from './find-postgres.ts'

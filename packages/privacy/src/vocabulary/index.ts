// Our words in those of public vocabularies: for what leaves the server as a document.
export { type CategoryTerms, categoryTerms } from './category-terms.ts'
export {
  dpvPrefixes,
  holdTerms,
  legalBasisTerms,
  specialBasisTerms,
  termIri,
  transferTerms,
} from './legal-terms.ts'

import type { TechnicalRow } from '@conduit/core'

const contact = '{/metadata,}/contact'
const question = '/pages/*/questions/*'
const answer = `${question}/answers/*`

/** Texts that are nobody's: of the notification, and of the response that is read. */
export const technical: readonly TechnicalRow[] = [
  // The notification.
  { path: '/{filter_type,object_type,event_type}', class: 'enum' },
  { path: '/{filter_id,object_id,event_id}', class: 'id' },
  { path: '/event_datetime', class: 'time' },
  // Both.
  { path: '/{resources/,}{survey,collector,recipient}_id', class: 'id' },
  // The response.
  { path: '/{collection_mode,response_status}', class: 'enum' },
  { path: '/{language,survey_language}', class: 'code' },
  { path: '/{date_created,date_modified}', class: 'time' },
  { path: '/href', class: 'url' },
  { path: '/{page_path/*,logic_path/**}', class: 'id' },
  { path: `${contact}/*/type`, class: 'enum' },
  { path: '/pages/*/id', class: 'id' },
  { path: `${question}/{id,variable_id}`, class: 'id' },
  { path: `${question}/{family,subtype}`, class: 'enum' },
  { path: `${answer}/{choice_id,row_id,col_id,other_id}`, class: 'id' },
  { path: `${answer}/content_type`, class: 'enum' },
  { path: `${answer}/choice_metadata/weight`, class: 'amount' },
  { path: `${answer}/tag_data/*/{tag_type,hexcolor}`, class: 'code' },
]

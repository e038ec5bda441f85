// Who is told what became of a request: for the API, which a server loads once it is asked.

export { completeNotice } from './complete-notice.ts'
export { countOpenNotices, type NoticeNode, noticesOfRequests } from './list-notices.ts'

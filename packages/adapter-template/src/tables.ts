import { accountId, email, phone, type Tables } from '@conduit/core'

/** What the platform's events mean, and where they hold personal data. */
export const tables: Tables = {
  events: [
    // #region event types
    { type: 'member.joined', meaning: 'subject.created' },
    { type: 'member.left', meaning: 'subject.deleted' },
    { type: 'member.*', meaning: 'subject.updated' },
    { type: 'newsletter.subscribed', meaning: 'consent.granted' },
    { type: 'newsletter.unsubscribed', meaning: 'consent.withdrawn' },
    { type: 'purchase.*', meaning: 'transaction', note: 'failed ones too' },
    { type: '*', meaning: 'processing', note: 'all others, also those not yet invented' },
    // #endregion
  ],
  pii: [
    // #region personal data
    { path: '/member/id', ...accountId({ object: 'member' }) },
    { path: '/member/email', ...email() },
    { path: '/member/phone', ...phone({ region: '/member/country' }) },
    { path: '/member/{first,last}_name', category: 'name' },
    { path: '/member/birthday', category: 'date_of_birth' },
    { path: '/member/country', category: 'location' },
    // What members answered, however deep the form is nested.
    { path: '/member/answers/**', category: 'free_text' },
    // Each guest is somebody else: without `person` they would all be taken for the member.
    { path: '/guests/*/email', ...email(), person: '/guests/*' },
    { path: '/guests/*/name', category: 'name', person: '/guests/*' },
    // #endregion
  ],
}

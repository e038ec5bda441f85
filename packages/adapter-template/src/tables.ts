import { accountId, email, open, phone, type Tables } from '@conduit/core'

/** What the platform's events mean, and where they hold personal data. */
export const tables: Tables = {
  events: [
    // #region event types
    { type: 'member.joined', meaning: 'subject.created' },
    { type: 'member.left', meaning: 'subject.deleted' },
    { type: 'member.*', meaning: 'subject.updated' },
    // Of each event that tells of a person somebody must be found in a recording, or this says why not.
    {
      type: 'members.imported',
      meaning: 'subject.created',
      nobody: 'names an uploaded list by its id; each member follows as `member.joined`',
    },
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
    // A form whose questions others write: each answer is what its question says, else free text.
    { path: '/member/answers', ...open({ finds: true }) },
    // Each guest is somebody else: without `person` they would all be taken for the member.
    { path: '/guests/*/email', ...email(), person: '/guests/*' },
    { path: '/guests/*/name', category: 'name', person: '/guests/*' },
    // #endregion
  ],
}

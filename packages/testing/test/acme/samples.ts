import type { Samples } from '@conduit/core'
import { codeOf } from './acme.ts'

export const signingSecret = 'acme-secret-0001'

const samples: Samples = {
  sign({ body }, settings, at) {
    const time = String(Math.floor(at.getTime() / 1000))
    return {
      'x-acme-signature': `t=${time},v1=${codeOf(String(settings.signingSecret), time, body)}`,
    }
  },
  recordings: new URL('../../../test/acme/recordings/', import.meta.url),
  technical: [
    { path: '{/id,/events/*/account,/cursor}', class: 'id' },
    { path: '/events/*/type', class: 'enum' },
    { path: '/events/*/thin', class: 'id' },
    // `form-7`, or the person that a row finds.
    { path: '/events/*/by', class: 'id' },
    { path: '/events/*/member/contacts/*/kind', class: 'enum' },
  ],
}

export default samples

import type { ShownRequest } from '../api/requests.ts'
import { formatTable } from '../terminal/table.ts'
import { nextCommands } from './requests-next.ts'

/** A request, with the commands that it can be taken on with. */
export interface RequestOnItsWay extends ShownRequest {
  readonly next: readonly string[]
}

/** Adds what can be done next. */
export async function onItsWay(request: ShownRequest): Promise<RequestOnItsWay> {
  return { ...request, next: await nextCommands(request, new Date()) }
}

/** How a request stands, for people. */
export function requestText(request: RequestOnItsWay): string {
  const { clock, possiblePeople, possibleDuplicates, verification, next } = request
  const stopped = clock.stoppedDays === 0 ? '' : `, stood still for ${clock.stoppedDays} days`
  const checked = verification && `${verification.method}, ${verification.level}`
  const rows = [
    ['type', request.type],
    ['status', `${request.status}, ${request.stage}`],
    ['from', request.integration?.adapter ?? request.channel],
    ['due', `${clock.end}, the whole day (${clock.timezone})`],
    ['because', `${clock.source}: ${clock.period} from ${clock.received}${stopped}`],
    ...(clock.end === clock.nominal ? [] : [['moved', `from ${clock.nominal} to ${clock.end}`]]),
    ['person', personText(request)],
    ['people it may be', idsOf(possiblePeople) || null],
    ['identity', checked ?? 'nobody has checked'],
    ['may be the same as', idsOf(possibleDuplicates) || null],
    ...(request.duplicateOf === null ? [] : [['duplicate of', request.duplicateOf.id]]),
    ...(request.justification === null ? [] : [['refused because', request.justification]]),
    ...(request.responseRef === null ? [] : [['answer', request.responseRef]]),
    ...request.dataExports.map(copy => ['copy', copyText(copy)]),
    ...request.redactions.map(({ id, state }) => ['redaction', `${id}, ${state}`]),
  ]
  return [
    formatTable(rows),
    ...(next.length === 0 ? [] : [['Next', ...next.map(command => `  ${command}`)].join('\n')]),
  ].join('\n\n')
}

function idsOf(all: readonly { readonly id: string }[]): string {
  return all.map(({ id }) => id).join(', ')
}

function personText({ dataSubject, personConfirmedAt }: ShownRequest): string | null {
  if (dataSubject === null) return null
  return personConfirmedAt === null ? `${dataSubject.id}, nobody has confirmed it` : dataSubject.id
}

function copyText({ id, status, reason, expiresAt }: ShownRequest['dataExports'][number]): string {
  const until = status === 'ready' && expiresAt !== null ? ` until ${expiresAt}` : ''
  return `${id}, ${status}${reason === null ? '' : `, ${reason}`}${until}`
}

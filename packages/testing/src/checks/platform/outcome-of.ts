import type { Observed } from '@conduit/recordings/player'

/** How the reading ended: the worst of it, where several integrations were read. */
export function outcomeOf({ reply, reports }: Pick<Observed, 'reply' | 'reports'>): {
  readonly outcome: string
  readonly retryAfterSeconds: number | null
} {
  const report = reports.find(({ outcome }) => outcome !== 'ok') ?? reports.at(-1)
  if (report !== undefined) return report
  try {
    return JSON.parse(reply.body)
  } catch {
    return { outcome: `none, status ${reply.status}`, retryAfterSeconds: null }
  }
}

import type { IntegrationRef, RequestRecord } from './store.ts'

/** A request that a platform told of, as `memoryStore` keeps it. */
export interface RecordedRequest extends Pick<RequestRecord, 'id' | 'type' | 'person'> {
  readonly integration: IntegrationRef
  readonly activityId: string
}

/** What people ask by one activity. */
export function recordedRequests(
  integration: IntegrationRef,
  activityId: string,
  requests: readonly RequestRecord[],
): readonly RecordedRequest[] {
  return requests.map(({ id, type, person }) => ({ id, type, person, integration, activityId }))
}

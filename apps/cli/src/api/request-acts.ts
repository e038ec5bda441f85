import type { Api } from './api-client.ts'
import { type ShownRequest, shownRequest } from './requests.ts'

/** What each of the mutations below answers. */
interface Done {
  readonly done: { readonly dataSubjectRequest: ShownRequest }
}

const answer = `{ dataSubjectRequest { ${shownRequest} } }`

/** Says who it is that asks. If somebody else was checked, that check is void. */
export async function confirmPerson(
  api: Api,
  id: string,
  dataSubjectId: string,
): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($id: ID!, $dataSubjectId: ID!) {
      done: confirmRequestPerson(id: $id, dataSubjectId: $dataSubjectId) ${answer}
    }`,
    { id, dataSubjectId },
  )
  return done.dataSubjectRequest
}

/** How it was made sure that the person is who it says. */
export interface IdentityCheck {
  readonly id: string
  readonly method: string
  readonly level: string
  readonly note?: string | undefined
}

/** Notes it. A clock that stood still for it runs again. */
export async function noteIdentityCheck(api: Api, input: IdentityCheck): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($input: VerifyRequestIdentityInput!) {
      done: verifyRequestIdentity(input: $input) ${answer}
    }`,
    { input },
  )
  return done.dataSubjectRequest
}

/** Leads a request to its next stage. */
export async function moveRequest(api: Api, id: string, stage: string): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($input: UpdateDataSubjectRequestInput!) {
      done: updateDataSubjectRequest(input: $input) ${answer}
    }`,
    { input: { id, stage } },
  )
  return done.dataSubjectRequest
}

/** Lets the clock stand still, while proof of identity is waited for. */
export async function pauseRequest(api: Api, id: string): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($id: ID!) { done: pauseDataSubjectRequest(id: $id) ${answer} }`,
    { id },
  )
  return done.dataSubjectRequest
}

/** Lets it run again. */
export async function resumeRequest(api: Api, id: string): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($id: ID!) { done: resumeDataSubjectRequest(id: $id) ${answer} }`,
    { id },
  )
  return done.dataSubjectRequest
}

/** Gives a request more time, once; `notifiedAt` is when the person was told, in ISO 8601. */
export async function extendRequest(
  api: Api,
  input: { readonly id: string; readonly reason: string; readonly notifiedAt: string },
): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($input: ExtendDataSubjectRequestInput!) {
      done: extendDataSubjectRequest(input: $input) ${answer}
    }`,
    { input },
  )
  return done.dataSubjectRequest
}

/** Refuses a request for a legal reason. */
export async function refuseRequest(api: Api, id: string, reason: string): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($id: ID!, $reason: RefusalReason!) {
      done: refuseDataSubjectRequest(id: $id, reason: $reason) ${answer}
    }`,
    { id, reason },
  )
  return done.dataSubjectRequest
}

/** Ends a request that the person took back. */
export async function withdrawRequest(api: Api, id: string): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($id: ID!) { done: withdrawDataSubjectRequest(id: $id) ${answer} }`,
    { id },
  )
  return done.dataSubjectRequest
}

/** How a request ends. */
export interface RequestEnd {
  readonly id: string
  readonly outcome: string
  /** Goes with a duplicate, and only with one. */
  readonly duplicateOf?: string | undefined
  /** Where the answer is filed. */
  readonly responseRef?: string | undefined
}

/** Ends a request. */
export async function closeRequest(api: Api, input: RequestEnd): Promise<ShownRequest> {
  const { done } = await api.run<Done>(
    `mutation ($input: CloseDataSubjectRequestInput!) {
      done: closeDataSubjectRequest(input: $input) ${answer}
    }`,
    { input },
  )
  return done.dataSubjectRequest
}

/** What names a person, in clear. */
export interface ShownIdentifier {
  readonly category: string
  readonly value: string
  /** Whose account id it is; null: that was not said. */
  readonly integrationId: string | null
}

/** What an open request names its person by; that somebody looked is audited. */
export async function showIdentities(api: Api, id: string): Promise<readonly ShownIdentifier[]> {
  const { showRequestIdentities } = await api.run<{
    showRequestIdentities: { readonly identifiers: readonly ShownIdentifier[] }
  }>(
    `mutation ($id: ID!) {
      showRequestIdentities(id: $id) { identifiers { category value integrationId } }
    }`,
    { id },
  )
  return showRequestIdentities.identifiers
}

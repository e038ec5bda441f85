/** Asks the API, and gives the data. */
export type Run = <Data>(document: string, variables?: object) => Promise<Data>

/** Opens a request, confirms whose it is, and checks that. @param changes default: for access */
export async function checkedRequest(
  run: Run,
  dataControllerId: string,
  changes: object,
): Promise<string> {
  const { createDataSubjectRequest: made } = await run<{
    createDataSubjectRequest: {
      dataSubjectRequest: { id: string; dataSubject: { id: string } | null }
    }
  }>(
    `mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) {
      dataSubjectRequest { id dataSubject { id } } } }`,
    { input: { dataControllerId, type: 'access', channel: 'letter', ...changes } },
  )
  const { id, dataSubject } = made.dataSubjectRequest
  await run(
    `mutation($id: ID!, $person: ID!) {
      confirmRequestPerson(id: $id, dataSubjectId: $person) { dataSubjectRequest { id } }
      verifyRequestIdentity(input: { id: $id, method: document, level: high }) { dataSubjectRequest { id } } }`,
    { id, person: dataSubject?.id },
  )
  return id
}

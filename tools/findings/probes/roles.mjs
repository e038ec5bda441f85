import { post, stripeEvent, stripeHeaders, stripeSecret } from '../call.mjs'

/** A developer, who may not ask for people, read them behind the activities. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const { url } = await server.integration(id, 'stripe', { signingSecret: stripeSecret })
  const body = stripeEvent('evt_roles')
  const { status } = await post(url, body, stripeHeaders(body))
  if (status !== 200) return `the event was answered ${status}`
  const key = await server.apiKey('developer', id)
  const person = await personOf(server, id)
  const ways = {
    'their people': '{ processingActivities(first: 9) { nodes { dataSubjects { id } } } }',
    'whose a field is': '{ processingActivities(first: 9) { nodes { fields { person } } } }',
    'what concerns one of them': `{ processingActivities(filter: { dataSubjectId: "${person}" }) { nodes { id } } }`,
  }
  for (const [what, query] of Object.entries(ways)) {
    const { errors = [] } = await server.graph(query, {}, key)
    if (errors[0]?.extensions?.code !== 'forbidden') return `a developer was told ${what}`
  }
  return null
}

async function personOf(server, id) {
  const query =
    'query ($id: ID!) { dataSubjects(filter: { dataControllerId: $id }) { nodes { id } } }'
  const { data } = await server.graph(query, { id })
  return data.dataSubjects.nodes[0].id
}

// An organisation's own system, which is mapped by settings and may send unsigned.

/**
 * Settings of the adapter `custom`.
 * @param fields of personal data
 * @param root pointer to the list of events; empty: the body is one
 */
export function customSettings(fields, root = '') {
  return { mapping: { root, type: '/type', id: null, occurredAt: null, fields } }
}

/** Where an organisation's own system sends. */
export function customUrl({ url }, { did, dxKey }) {
  return `${url}/api/v1/integrations/custom/event?${new URLSearchParams({ did, dxKey })}`
}

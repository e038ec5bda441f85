/** Where platforms call; the name of the adapter follows. */
export const integrationsPrefix = '/api/v1/integrations'

/** The end of the path by which people are erased at an integration, as specified. */
export const redactPath = '/customer-redact'

/** Where platforms call; the name of the adapter follows. */
export const integrationsPrefix = '/api/v1/integrations'

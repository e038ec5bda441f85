/** Where links to copies begin, behind the origin. */
export const exportsPrefix = '/api/v1/exports/'

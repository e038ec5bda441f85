/** The token of a header `Authorization: Bearer …`; undefined: it holds none. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([^\s,]{1,200})$/i.exec(header ?? '')?.[1]
}

/** An order with as many lines: those that it has, again and again, each with ids of its own. */
export function withLines(body: string, lines: number): string {
  const order = JSON.parse(body) as { readonly line_items: readonly object[] }
  const { line_items: own } = order
  const all = Array.from({ length: lines }, (_, index) => ({
    ...own[index % own.length],
    id: 16_188_000_000_000 + index,
    admin_graphql_api_id: `gid://shopify/LineItem/${16_188_000_000_000 + index}`,
  }))
  return JSON.stringify({ ...order, line_items: all })
}

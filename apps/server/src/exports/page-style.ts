import { createHash } from 'node:crypto'

/** How the page looks: on screens that are light or dark, and on paper. */
export const pageStyle = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1, h2, h3, h4 { line-height: 1.2; break-after: avoid; }
h2 { border-bottom: 1px solid; margin-top: 3rem; padding-bottom: .3rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { font-weight: 600; text-align: start; }
th, td { border: 1px solid color-mix(in srgb, currentColor 30%, transparent); padding: .3rem .6rem;
  text-align: start; vertical-align: top; overflow-wrap: anywhere; unicode-bidi: isolate; }
thead { display: table-header-group; }
thead th { min-width: 5.5rem; overflow-wrap: normal; }
tr { break-inside: avoid; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
@media print { body { margin: 0; max-width: none; } }
`

/** What the browser may do with the page: show it, in this style, and nothing else. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

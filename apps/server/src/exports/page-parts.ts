import { escapeHtml } from './escape-html.ts'
import { pagePolicy, pageStyle } from './page-style.ts'

/** What stands in a row of a table. */
export type Cells = readonly (string | number | null)[]

/** The beginning of a page that stands for itself, up to its title. */
export function pageHead(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(pagePolicy)}">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
`
}

/** `2026-11-01 13:00 UTC` of ISO 8601. */
export function moment(time: string | null): string {
  return time === null ? '' : `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}

/** One of our words, as people write it. */
export function words(word: string): string {
  return word.replaceAll('_', ' ')
}

/** A title within a page. */
export function heading(level: 2 | 3, text: string): string {
  return `<h${level}>${escapeHtml(text)}</h${level}>\n`
}

/** A paragraph of text. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>\n`
}

/** A table; of rows the first cell is what the others are of. */
export function table(caption: string, header: readonly string[], rows: readonly Cells[]): string {
  return tableHead(caption, header) + rows.map(row).join('') + tableEnd
}

/** The beginning of a table. @param caption empty: none */
export function tableHead(caption: string, header: readonly string[]): string {
  const title = caption === '' ? '' : `<caption>${escapeHtml(caption)}</caption>`
  const cells = header.map(each => `<th scope="col">${escapeHtml(each)}</th>`).join('')
  return `<table>${title}<thead><tr>${cells}</tr></thead><tbody>\n`
}

/** Its end. */
export const tableEnd = '</tbody></table>\n'

/** A row of it. */
export function row(cells: Cells): string {
  const [first = '', ...rest] = cells.map(cell => escapeHtml(String(cell ?? '')))
  return `<tr><th scope="row">${first}</th>${rest.map(cell => `<td>${cell}</td>`).join('')}</tr>\n`
}

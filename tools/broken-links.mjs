// Relative links of Markdown files that lead nowhere.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const link = /\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g

/** Links of a file to files, or headings of files, that do not exist. */
export function brokenLinks(file) {
  const targets = [...proseOf(file).matchAll(link)].map(([, target]) => target)
  return targets.filter(target => !/^[a-z][a-z+.-]*:/i.test(target) && !leads(file, target))
}

function leads(file, target) {
  const [path, anchor] = target.split('#')
  const found = path === '' ? file : join(dirname(file), decodeURIComponent(path))
  if (!existsSync(found)) return false
  return anchor === undefined || !found.endsWith('.md') || anchorsOf(found).includes(anchor)
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(file) {
  const headings = [...proseOf(file, '$1').matchAll(/^#+ +(.+)$/gm)].map(([, text]) => text)
  return headings.map(text =>
    text
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What is not code; of code within a line only what is asked for. */
function proseOf(file, inline = '') {
  const text = readFileSync(file, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
  return text.replaceAll(/`([^`\n]+)`/g, inline)
}
